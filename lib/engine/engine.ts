// The engine: AWS's services in one process, behind their own protocols. Each is a folder beside this file.

import type { Clock } from "../core/ports.ts";
import type { EngineRequest, EngineResponse } from "./exchange.ts";
import type { Faults } from "./faults.ts";
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
  /** What goes wrong, asked at each occasion, so that it can change while the engine runs. Default: nothing. */
  readonly faults?: () => Faults;
  /** From 0 up to, not including, 1: where in its flexible time window a schedule runs. Default: Math.random. */
  readonly random?: () => number;
}

/** Makes an engine that holds everything in memory. It keeps a timer while a long poll or a schedule waits, else none. */
export function createEngine({
  clock,
  region = "us-east-1",
  accountId = "000000000000",
  faults,
  random = Math.random,
}: EngineOptions): Engine {
  const sqs = createSqs({ clock, region, accountId, faults });
  const scheduler = createScheduler({ clock, region, accountId, random, deliver: sqs.deliver });
  return {
    handle: (request, signal) => (isForScheduler(request) ? scheduler : sqs).handle(request, signal),
    close: scheduler.close,
  };
}

/** SQS says in a header what is asked for, the scheduler in the path. */
function isForScheduler({ url, headers }: EngineRequest): boolean {
  return headers["x-amz-target"] === undefined && URL.canParse(url) && isSchedulerPath(new URL(url).pathname);
}
