// How long Lambda bills an invocation for.

/** What an invocation costs besides its jobs: the least that Lambda bills. */
const INVOCATION_SECONDS = 0.001;

/** What Errand itself takes for a job: some 7 µs were measured on a whole CPU, of which 512 MB are a third (docs/cost.md). */
const JOB_SECONDS = 0.00002;

/** What is too small to be more than an error of floating point, in milliseconds. */
const ERROR_OF_FLOATS = 1e-9;

export interface Invocation {
  readonly jobs: number;
  readonly durationSeconds: number;
  /** How many of the jobs run at once. */
  readonly concurrency: number;
}

/** Billed seconds, in whole milliseconds, of an invocation whose jobs take turns in rounds of `concurrency`. */
export function toBilledSeconds({ jobs, durationSeconds, concurrency }: Invocation): number {
  const seconds = INVOCATION_SECONDS + jobs * JOB_SECONDS + Math.ceil(jobs / concurrency) * durationSeconds;
  return Math.ceil(seconds * 1000 - ERROR_OF_FLOATS) / 1000;
}
