// The door "errand": what an application needs to define jobs and enqueue them.

import { sqsPorts } from "./aws/sqs-ports.ts";
import { type Client, createClient as createClientWith, type Settings } from "./core/client.ts";
import { providePorts } from "./core/default-client.ts";

export type { Client, DrainOptions, EnqueueOptions, Receipt, Settings } from "./core/client.ts";
export { type CurrentRun, current } from "./core/current.ts";
export { configure, drain } from "./core/default-client.ts";
export type { Duration } from "./core/duration.ts";
export type { Mode } from "./core/environment.ts";
export {
  type EnqueueEntry,
  EnqueueManyError,
  ErrandError,
  type ErrandErrorCode,
  isErrandError,
} from "./core/errors.ts";
export type { DeadReason, ErrandEvent, ErrorRecord, Listener } from "./core/events.ts";
export { type Enqueuer, type Job, type JobOptions, type JobOptionsWithSchema, job } from "./core/job.ts";
export { type Lazy, lazy } from "./core/lazy.ts";
export type { Priority } from "./core/ports.ts";
export type { RetryOptions } from "./core/retry-options.ts";
export type { ArgsSchema } from "./core/schema.ts";
export { discard, retryIn, snooze } from "./core/signals.ts";

const ports = {
  ...sqsPorts,
  loadListener: async () => (await import("./observe/standard-error.ts")).problemsToStandardError,
};

providePorts(ports);

/**
 * A client with settings of its own, beside the one that `job(…).enqueue` uses.
 *
 * @param settings the mode and the like; what is left out is decided as `configure` does.
 *
 * @example
 * const client = createClient({ mode: "sqs" });
 * await client.enqueue(sendWelcome, ["ann@example.org"]);
 */
export function createClient(settings: Settings = {}): Client {
  return createClientWith(settings, ports);
}
