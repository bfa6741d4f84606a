// The door "errand": what an application needs to define jobs and enqueue them.

import { sqsWorld } from "./aws/sqs-world.ts";
import { type Client, createClient as createClientWith } from "./core/client.ts";
import { createDeadJobs } from "./core/dead-client.ts";
import type { DeadJobs } from "./core/dead-jobs.ts";
import { provideWorld } from "./core/default-client.ts";
import { expectSettings, type Settings, type SpoolOptions } from "./core/settings.ts";
import { withFiles } from "./disk/bucket-in-files.ts";

export type { Backoff, Verdict } from "./core/backoff.ts";
export type { Client, SendOptions } from "./core/client.ts";
export type { ContextOptions } from "./core/context.ts";
export { type CurrentRun, current } from "./core/current.ts";
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
export type { FetchKeys } from "./core/keyring.ts";
export { type Lazy, lazy } from "./core/lazy.ts";
export type { Mode } from "./core/mode.ts";
export { nextRuns } from "./core/next-runs.ts";
export type { Payload } from "./core/payload.ts";
export type { Priority } from "./core/ports.ts";
export type { PreparedMessage } from "./core/prepared-message.ts";
export type { RetryOptions } from "./core/retry-options.ts";
export { at, cron, rate } from "./core/schedule.ts";
export type { Schedule } from "./core/schedule-mark.ts";
export type { ArgsSchema } from "./core/schema.ts";
export type { DrainOptions, LargeArgs, Settings, SpoolSettings, WhenUnavailable } from "./core/settings.ts";
export { discard, retryIn, snooze } from "./core/signals.ts";

const world = {
  ...withFiles(sqsWorld),
  openSpool: async (options: SpoolOptions) => (await import("./disk/open-spool.ts")).openSpool(options),
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

/**
 * The jobs in the dead-letter queues, to look at, to send back, or to delete.
 *
 * @param client what `createClient` returned; default: this process's own.
 *
 * @example
 * const dead = deadJobs();
 * const { groups } = await dead.list({ where: { job: "send-welcome" } });
 * await dead.retry({ where: { fingerprint: groups[0].fingerprint }, ratePerSecond: 5 });
 */
export function deadJobs(client?: Client): DeadJobs {
  return createDeadJobs(client, async (environment) => (await import("./aws/inspect.ts")).inspectSqs(environment));
}
