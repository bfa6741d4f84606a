// What was enqueued in mode "fake", for a test to read.

import type { Enqueuer } from "../core/enqueuer.ts";
import { forgetRecorded, recorded } from "../core/fake-broker.ts";
import type { Sent } from "../core/sent.ts";
import { ofJob } from "./of-job.ts";

/**
 * What this process has enqueued in mode `fake`, of this job or of all, in its order; as it stands now.
 *
 * @throws `ErrandError` `invalid_option` for what is no job.
 *
 * @example
 * configure({ mode: "fake" });
 * await signUp("ann@example.org");
 * assert.deepEqual(enqueued(sendWelcome).map(({ args }) => args), [["ann@example.org"]]);
 */
export function enqueued(): readonly Sent[];
export function enqueued<Args extends readonly unknown[]>(job: Enqueuer<Args>): readonly Sent<Args>[];
export function enqueued(job?: Enqueuer<never[]>): readonly Sent[] {
  return job === undefined ? recorded() : ofJob(recorded(), job, "enqueued(job)");
}

/** Forgets what was enqueued in mode `fake` so far; call it between tests. */
export function forgetEnqueued(): void {
  forgetRecorded();
}
