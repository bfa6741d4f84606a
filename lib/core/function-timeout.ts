// How long one invocation of the function may take, derived from the jobs that it runs.

import type { JobDefinition } from "./definition.ts";
import { ErrandError } from "./errors.ts";

/** What one invocation may take at most: Lambda quotas, "Function timeout". */
export const LONGEST_FUNCTION_SECONDS = 900;

/** What an invocation needs beside the longest run: to begin it, to give it up, and to write its outcome. */
export const GRACE_SECONDS = 5;

/** Where no job asks for more. */
const USUAL_SECONDS = 60;

/** What is read of a job here. */
export type TimedJob = Pick<JobDefinition, "name" | "timeoutSeconds">;

/** The longest `timeout` among the jobs; 0 where none has one. */
export function longestJobTimeout(jobs: Iterable<TimedJob>): number {
  return Math.max(0, ...Array.from(jobs, ({ timeoutSeconds }) => timeoutSeconds ?? 0));
}

/**
 * A minute, or as long as the longest `timeout` of a job and five seconds, in whole seconds.
 *
 * @param asked the seconds that somebody wants instead.
 * @throws `ErrandError` `invalid_option` where a run that a job is allowed would not fit.
 */
export function toFunctionTimeout(jobs: Iterable<TimedJob>, asked?: number): number {
  const longest = [...jobs].toSorted((a, b) => (b.timeoutSeconds ?? 0) - (a.timeoutSeconds ?? 0))[0];
  // Lambda takes whole seconds; a job's may be parts of one.
  const needed = longest?.timeoutSeconds === undefined ? 0 : Math.ceil(longest.timeoutSeconds) + GRACE_SECONDS;
  const what = `Job "${longest?.name}": "timeout"`;
  if (needed > LONGEST_FUNCTION_SECONDS) {
    throw new ErrandError(
      "invalid_option",
      `${what} must be at most ${LONGEST_FUNCTION_SECONDS - GRACE_SECONDS} seconds on Lambda, which ends an invocation after ` +
        `${LONGEST_FUNCTION_SECONDS} and needs ${GRACE_SECONDS} around the run, got ${longest?.timeoutSeconds}. Split the job into ` +
        "several that enqueue each other, or shorten its timeout.",
    );
  }
  if (asked === undefined) return Math.max(USUAL_SECONDS, needed);
  if (asked >= needed) return asked;
  throw new ErrandError(
    "invalid_option",
    `The worker's timeout must be at least ${needed} seconds, for ${what} is ${longest?.timeoutSeconds} seconds and an invocation ` +
      `needs ${GRACE_SECONDS} around the run, got ${asked}: the job would be ended before its time. Leave it out to have it derived.`,
  );
}
