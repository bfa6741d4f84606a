// The engine: AWS's services in one process, behind their own protocols. Each is a folder beside this file.

import type { Clock } from "../core/ports.ts";
import { expectHome } from "./data/home.ts";
import { IN_MEMORY, type Journal } from "./data/journal.ts";
import type { EngineRequest, EngineResponse } from "./exchange.ts";
import type { Faults } from "./faults.ts";
import { refuse } from "./refusal.ts";
import { isSchedulerPath } from "./scheduler/routes.ts";
import { createScheduler } from "./scheduler/service.ts";
import { createSqs } from "./sqs/service.ts";

export interface Engine {
  /**
   * Answers one request as AWS does, errors included: whatever is in the request, it resolves.
   *
   * Rejects only when `signal` aborts, with its reason. A long poll that is aborted takes no message with it.
   */
  handle(request: EngineRequest, signal?: AbortSignal): Promise<EngineResponse>;
  /** Schedules run no more, so that no timer of theirs is left. */
  close(): void;
}

export interface EngineOptions {
  /** All time passes on it: delays, visibility, long polls, retention, schedules. */
  readonly clock: Clock;
  /** Stands in ARNs. Default: "us-east-1". */
  readonly region?: string;
  /** Stands in ARNs and in the URLs of queues. Default: "000000000000". */
  readonly accountId?: string;
  /** Keeps the state beyond this process, and gives back what an earlier one has kept. Default: nothing is kept. */
  readonly journal?: Journal;
  /** What goes wrong, asked at each occasion, so that it can change while the engine runs. Default: nothing. */
  readonly faults?: () => Faults;
  /**
   * How long a poll may wait. Default: 20 seconds, as on AWS. One who lets months pass sets it higher, for else most of
   * what happens in them is polls that end with nothing.
   */
  readonly longestWaitSeconds?: number;
  /** From 0 up to, not including, 1: where in its flexible time window a schedule runs. Default: Math.random. */
  readonly random?: () => number;
  /** Hears what nobody is answered, in words: a schedule's run that was given up. Default: nobody. */
  readonly onProblem?: (problem: string) => void;
}

/**
 * Makes an engine. It works in memory, answers when the journal has what it says, and keeps a timer while a long poll or a
 * schedule waits, else none.
 */
export function createEngine(options: EngineOptions): Engine {
  const { clock, region = "us-east-1", accountId = "000000000000", random = Math.random } = options;
  const { journal = IN_MEMORY, longestWaitSeconds, faults, onProblem = () => {} } = options;
  expectHome(journal, { region, accountId });
  const sqs = createSqs({ clock, region, accountId, journal, longestWaitSeconds, faults });
  const scheduler = createScheduler({ clock, region, accountId, random, journal, onProblem, deliver: sqs.deliver });
  return {
    async handle(request, signal) {
      const response = await (isForScheduler(request) ? scheduler : sqs).handle(request, signal);
      try {
        await journal.written();
      } catch (error) {
        return refuse(500, "InternalFailure", (error as Error).message);
      }
      return response;
    },
    close() {
      scheduler.close();
      sqs.close();
    },
  };
}

/** SQS says in a header what is asked for, the scheduler in the path. */
function isForScheduler({ url, headers }: EngineRequest): boolean {
  return headers["x-amz-target"] === undefined && URL.canParse(url) && isSchedulerPath(new URL(url).pathname);
}
