// The engine: AWS's services in one process, behind their own protocols. Today SQS; each service is a folder beside it.

import type { Clock } from "../core/ports.ts";
import { IN_MEMORY, type Journal } from "./data/journal.ts";
import type { EngineRequest, EngineResponse } from "./exchange.ts";
import type { Faults } from "./faults.ts";
import { refuse } from "./refusal.ts";
import { createSqs } from "./sqs/service.ts";

export interface Engine {
  /**
   * Answers one request as AWS does, errors included: whatever is in the request, it resolves.
   *
   * Rejects only when `signal` aborts, with its reason. A long poll that is aborted takes no message with it.
   */
  handle(request: EngineRequest, signal?: AbortSignal): Promise<EngineResponse>;
}

export interface EngineOptions {
  /** All time passes on it: delays, visibility, long polls, retention. */
  readonly clock: Clock;
  /** Stands in the ARNs of queues. Default: "us-east-1". */
  readonly region?: string;
  /** Stands in the ARNs and URLs of queues. Default: "000000000000". */
  readonly accountId?: string;
  /** Keeps the state beyond this process, and gives back what an earlier one has kept. Default: nothing is kept. */
  readonly journal?: Journal;
  /** What goes wrong, asked at each occasion, so that it can change while the engine runs. Default: nothing. */
  readonly faults?: () => Faults;
}

/**
 * Makes an engine. It works in memory, answers when the journal has what it says, and keeps no timer but while a long poll
 * waits.
 */
export function createEngine(options: EngineOptions): Engine {
  const { clock, region = "us-east-1", accountId = "000000000000", journal = IN_MEMORY, faults } = options;
  const sqs = createSqs({ clock, region, accountId, journal, faults });
  return {
    async handle(request, signal) {
      const response = await sqs.handle(request, signal);
      try {
        await journal.written();
      } catch (error) {
        return refuse(500, "InternalFailure", (error as Error).message);
      }
      return response;
    },
  };
}
