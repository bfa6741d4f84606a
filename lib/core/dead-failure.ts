// One dead job with which something could not be done.

export interface DeadFailure {
  /** The job's id. */
  readonly id: string;
  /** Why; the job is still dead unless it says otherwise. */
  readonly error: Error;
}
