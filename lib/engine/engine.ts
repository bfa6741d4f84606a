// The engine: AWS's services in one process, behind their own protocols. Today SQS; each service is a folder beside it.

import type { Clock } from "../core/ports.ts";
import type { EngineRequest, EngineResponse } from "./exchange.ts";
import type { Faults } from "./faults.ts";
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
  /** What goes wrong, asked at each occasion, so that it can change while the engine runs. Default: nothing. */
  readonly faults?: () => Faults;
}

/** Makes an engine that holds everything in memory. It keeps no timer but while a long poll waits. */
export function createEngine({
  clock,
  region = "us-east-1",
  accountId = "000000000000",
  faults,
}: EngineOptions): Engine {
  return createSqs({ clock, region, accountId, faults });
}
