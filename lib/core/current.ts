// The run that is under way, for the job's own function and everything it calls.

import { AsyncLocalStorage } from "node:async_hooks";

/** What a job can know of its own run. */
export interface CurrentRun {
  /** The job's id: the same in every attempt. */
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** How many jobs in a row have enqueued each other up to this one: 0 for one that no job enqueued. */
  readonly hops: number;
  /** The time that was chosen for it with `delay` or `at`, or of this run of its schedule; `undefined` where none was, or one that was over. */
  readonly scheduledAt: Date | undefined;
  /** When its signal aborts: at the job's timeout or before what runs it ends; `undefined` where nothing ends it. */
  readonly deadline: Date | undefined;
  /** Aborts at the deadline; give it to `fetch` and the like. A run that goes on is given up soon after, as failed. */
  readonly signal: AbortSignal;
  /** What `configure({ context: { capture } })` took where it was enqueued; `undefined` where it took nothing. */
  readonly context: unknown;
}

const storage = new AsyncLocalStorage<CurrentRun>();

/** The context in which the package was loaded: no request's, no run's. */
export const outside = AsyncLocalStorage.snapshot();

/**
 * The run that this code is part of; `undefined` outside a run. A job that is called directly is no run of its own: it
 * is part of the run that it is called in, if any.
 *
 * @example
 * await fetch(url, { headers: { "idempotency-key": current()?.id ?? "" } });
 */
export function current(): CurrentRun | undefined {
  return storage.getStore();
}

/** Calls `body` with `run` as the current run. */
export function withCurrent<Result>(run: CurrentRun, body: () => Result): Result {
  return storage.run(run, body);
}
