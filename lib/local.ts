// The door "errand/local": the local runner.

import { systemClock } from "./core/clock.ts";
import type { LocalOptions } from "./local/local-options.ts";
import { type LocalRunner, startLocalWith } from "./local/start-local.ts";

export type { ErrandEvent, Listener } from "./core/events.ts";
export type { QueueCounts } from "./core/queue-counts.ts";
export type { LocalConcurrency, LocalOptions } from "./local/local-options.ts";
export type { LocalSchedule } from "./local/local-schedule.ts";
export type { LocalRunner } from "./local/start-local.ts";

/**
 * Starts everything that jobs need on one machine: the engine (or another AWS endpoint), the queues, and the real
 * Lambda handler in child processes, invoked as by an event source mapping. Resolves when it is ready.
 *
 * @param options the jobs' module, and what differs from the defaults.
 * @throws `ErrandError` `invalid_option`, or `local_failed` when the port can't be had or the jobs can't be loaded.
 *
 * @example
 * const runner = await startLocal({ jobs: "app/jobs.ts" });
 * Object.assign(process.env, runner.environment);
 * await sendWelcome.enqueue("ann@example.org");
 * await runner.stop();
 */
export function startLocal(options: LocalOptions): Promise<LocalRunner> {
  return startLocalWith(options, systemClock);
}
