// The door "errand/testing": the whole system in one process with a clock, and what was enqueued in mode "fake".

import type { Jobs } from "./core/catalog.ts";
import { createHarnessWith, type Harness } from "./testing/harness.ts";
import type { HarnessOptions } from "./testing/harness-options.ts";

export type { ErrandEvent, Listener } from "./core/events.ts";
export type { Sent } from "./core/sent.ts";
export type { DeadEntry } from "./testing/dead-record.ts";
export { enqueued, forgetEnqueued } from "./testing/enqueued.ts";
export type { Harness } from "./testing/harness.ts";
export type { FaultOrder, HarnessOptions } from "./testing/harness-options.ts";
export type { RunEntry, RunOutcome } from "./testing/run-record.ts";

/**
 * The whole system in one process, with a clock that stands still: until it is stopped, `.enqueue` of every job leads to
 * its queues, and nothing runs but in `drain` and `advance`.
 *
 * @param jobs the module (`import * as jobs from "./jobs.ts"`), object or array that holds the jobs.
 * @param options where the clock starts, timeouts, event sources.
 * @throws `ErrandError` `no_jobs`, `duplicate_job` or `invalid_option`; `harness_failed` while another harness of this
 *   process is not stopped.
 *
 * @example
 * await using harness = createHarness(jobs);
 * await jobs.sendReminder.with({ delay: "3 days" }).enqueue("ann@example.org");
 * await harness.advance("3 days");
 * expect(harness.ranOf(jobs.sendReminder)).toMatchObject([{ args: ["ann@example.org"], outcome: "completed" }]);
 */
export function createHarness(jobs: Jobs, options: HarnessOptions = {}): Harness {
  return createHarnessWith(jobs, options);
}
