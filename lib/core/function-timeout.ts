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

/** The least that an invocation needs for the longest job, in whole seconds; 0 where none has a `timeout`. */
export function neededTimeout(jobs: Iterable<TimedJob>): number {
  const longestSeconds = longestJobTimeout(jobs);
  return longestSeconds === 0 ? 0 : Math.ceil(longestSeconds) + GRACE_SECONDS;
}

/**
 * A minute, or as long as the longest `timeout` of a job and five seconds, in whole seconds; no more than Lambda gives, for a job
 * that may take longer gets a whole invocation, and ends with it.
 */
export function usualFunctionTimeout(jobs: Iterable<TimedJob>): number {
  return Math.min(LONGEST_FUNCTION_SECONDS, Math.max(USUAL_SECONDS, neededTimeout(jobs)));
}

/**
 * The same for a function that is to be deployed, where each job must fit.
 *
 * @param asked the seconds that somebody wants instead.
 * @throws `ErrandError` `invalid_option` where a run that a job is allowed would not fit.
 */
export function toFunctionTimeout(jobs: Iterable<TimedJob>, asked?: number): number {
  const all = [...jobs];
  const longestSeconds = longestJobTimeout(all);
  const needed = neededTimeout(all);
  const what = `Job "${all.find(({ timeoutSeconds }) => timeoutSeconds === longestSeconds)?.name}": "timeout"`;
  if (needed > LONGEST_FUNCTION_SECONDS) {
    throw new ErrandError(
      "invalid_option",
      `${what} must be at most ${LONGEST_FUNCTION_SECONDS - GRACE_SECONDS} seconds on Lambda, which ends an invocation after ` +
        `${LONGEST_FUNCTION_SECONDS} and needs ${GRACE_SECONDS} around the run, got ${longestSeconds}. Split the job into ` +
        'several that enqueue each other, shorten its timeout, or run it in a WorkerService: JobQueues with workers: "none".',
    );
  }
  if (asked === undefined) return usualFunctionTimeout(all);
  if (asked >= needed) return asked;
  throw new ErrandError(
    "invalid_option",
    `The worker's timeout must be at least ${needed} seconds, for ${what} is ${longestSeconds} seconds and an invocation ` +
      `needs ${GRACE_SECONDS} around the run, got ${asked}: the job would be ended before its time. Leave it out to have it derived.`,
  );
}
