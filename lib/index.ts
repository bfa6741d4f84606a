// The door "errand": what an application needs to define jobs and enqueue them.

import { sqsWorld } from "./aws/sqs-world.ts";
import { expectSettings } from "./core/check-settings.ts";
import { type Client, createClient as createClientWith } from "./core/client.ts";
import { provideWorld } from "./core/default-client.ts";
import type { Settings } from "./core/settings.ts";
import { withFiles } from "./disk/with-files.ts";

export type { Backoff, Verdict } from "./core/backoff.ts";
export type { Client, SendOptions } from "./core/client.ts";
export { type CurrentRun, current } from "./core/current.ts";
export { deadJobs } from "./core/dead-client.ts";
export type * from "./core/dead-jobs.ts";
export { configure, drain } from "./core/default-client.ts";
export type { JobOptions, JobOptionsWithSchema } from "./core/definition.ts";
export type { Duration } from "./core/duration.ts";
export { type EnqueueEntry, EnqueueManyError } from "./core/enqueue-many-error.ts";
export type * from "./core/enqueuer.ts";
export type { Envelope } from "./core/envelope.ts";
export { ErrandError, type ErrandErrorCode, isErrandError } from "./core/errors.ts";
export type { DeadReason, ErrandEvent, ErrorRecord, Listener, PostponedWhy } from "./core/events.ts";
export { type Job, job } from "./core/job.ts";
export { type Lazy, lazy } from "./core/lazy.ts";
export type { Mode } from "./core/mode.ts";
export { nextRuns } from "./core/next-runs.ts";
export type { Payload } from "./core/payload.ts";
export type { Priority } from "./core/ports.ts";
export type * from "./core/prepared-message.ts";
export type { RetryOptions } from "./core/retry-options.ts";
export { at, cron, rate } from "./core/schedule.ts";
export type { Schedule } from "./core/schedule-mark.ts";
export type { ArgsSchema } from "./core/schema.ts";
export type * from "./core/settings.ts";
export { discard, retryIn, snooze } from "./core/signals.ts";

const world = {
  ...withFiles(sqsWorld),
  loadListener: async () => (await import("./observe/standard-error.ts")).problemsToStandardError,
};

provideWorld(world);

/**
 * A client with settings of its own, beside the one that `job(…).enqueue` uses.
 *
 * @param settings the mode and the like; what is left out has its default, whatever `configure` was told.
 * @throws `ErrandError` `invalid_option`.
 *
 * @example
 * const client = createClient({ mode: "sqs" });
 * await client.enqueue(sendWelcome, ["ann@example.org"]);
 */
export function createClient(settings: Settings = {}): Client {
  return createClientWith(expectSettings(settings, "createClient"), world);
}
