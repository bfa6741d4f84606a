// What a bill is for: how many jobs there are, and how they travel and run.

import { ErrandError } from "../core/errors.ts";
import { MAXIMUM_MESSAGE_BYTES } from "../core/topology.ts";
import type { Architecture } from "./prices.ts";

export interface Usage {
  /** Jobs enqueued in a month. */
  readonly jobs: number;
  /** The part of all attempts that fail and are made again: 0 to below 1. */
  readonly failing: number;
  /** Messages in one request that sends: 1 to 10, on average. */
  readonly sendBatch: number;
  /** Messages in one invocation, on average: not what is allowed, but what comes together. */
  readonly batch: number;
  /** Jobs in one message. */
  readonly pack: number;
  /** Of one job in its message. */
  readonly jobBytes: number;
  readonly fifo: boolean;
  /** Whether messages on a standard queue have a message group. */
  readonly fair: boolean;
  /** How long a job runs. */
  readonly durationSeconds: number;
  /** Jobs of one invocation that run at once: `createHandler`'s `concurrency`. */
  readonly concurrency: number;
  readonly memoryMegabytes: number;
  readonly architecture: Architecture;
  /** How often schedules fire in a month; what they send counts among the jobs. */
  readonly firings: number;
  /** Queues that Lambda polls. */
  readonly queues: number;
  readonly alarms: number;
  readonly dashboards: number;
}

/** @throws `ErrandError` `invalid_option` for what can't be together. */
export function expectPossible({ fifo, fair, pack, jobBytes }: Usage): void {
  if (fifo && fair) {
    throw new ErrandError(
      "invalid_option",
      "The usage must be of fair or of FIFO queues, got both. Leave out one: fair queues are standard queues with message groups.",
    );
  }
  if (pack * jobBytes > MAXIMUM_MESSAGE_BYTES) {
    throw new ErrandError(
      "invalid_option",
      `A message must be at most ${MAXIMUM_MESSAGE_BYTES.toLocaleString("en")} bytes, got ${(pack * jobBytes).toLocaleString("en")} ` +
        `(${pack} × ${jobBytes.toLocaleString("en")}). Pack fewer jobs, or make them smaller.`,
    );
  }
}
