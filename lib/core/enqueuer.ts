// What a caller sees of enqueueing: the ways to post a job, what may be chosen, and the receipt.

import type { Duration } from "./duration.ts";
import type { Priority } from "./ports.ts";
import type { PreparedMessage } from "./prepared-message.ts";
import type { Schedule } from "./schedule-mark.ts";

/** When a job runs at the earliest: after `delay`, or at `at`, not both. */
export interface Timing {
  /** How long from now: 0 seconds to 10 years; default 0. */
  readonly delay?: Duration | undefined;
  /**
   * The time, up to 10 years from now; one in the past is now. A `Date`, or a text: `"2027-03-01T09:00"` on the clocks of
   * `timeZone`, or with its offset, `"2027-03-01T09:00+01:00"`.
   */
  readonly at?: Date | string | undefined;
  /** A name of the IANA database, such as `Europe/Berlin`, for an `at` without an offset. */
  readonly timeZone?: string | undefined;
}

/** What may be chosen for one enqueueing. */
export interface EnqueueOptions extends Timing {
  /** The queue it goes to, in place of the job's own. */
  readonly priority?: Priority | undefined;
}

/** A job that was enqueued, known by its id. */
export interface JobReference {
  /** The job's id, made by the client: a UUID of version 7. */
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  /**
   * Takes it back, so that it never runs. That is possible for what was enqueued to run more than 15 minutes later, until about a
   * minute before its time: then it is in its queue.
   *
   * @throws `ErrandError` `cannot_cancel` when it is in its queue already, has run, or was taken back before;
   *   `schedule_failed` when the scheduler can't be reached; `not_configured`.
   */
  readonly cancel: () => Promise<void>;
  /**
   * Has it run at another time, when that can still be changed: as long as it can be cancelled.
   *
   * @param when how long from now, or a `Date`, or `{ delay }` or `{ at, timeZone }`.
   * @returns when it is due now.
   * @throws as `cancel`, and `ErrandError` `invalid_option`.
   */
  readonly reschedule: (when: Duration | Date | Timing) => Promise<Date>;
}

/** What says that a job was accepted. */
export interface Receipt extends JobReference {
  readonly priority: Priority;
  /** When it may run at the earliest. */
  readonly dueAt: Date;
}

/** A schedule of a job that a program has made. */
export interface JobSchedule {
  /** What the program calls it. */
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  /** AWS's: `"cron(0 3 * * ? *)"`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  /** What the job is called with. */
  readonly args: readonly unknown[];
  readonly priority: Priority;
}

/** Posts a job, with the options chosen so far. */
// Properties, not methods: TypeScript compares the parameters of methods loosely, and a wrong argument would compile.
export interface Enqueuer<Args extends readonly unknown[]> {
  /**
   * Posts the job with these arguments. Once it resolves, the job is accepted and will not be lost.
   *
   * @returns the receipt, with the job's id.
   * @throws `ErrandError` `invalid_args`, `invalid_option`, `args_too_large`, `not_configured`, `enqueue_failed`, `queue_unavailable`,
   *   or where it is to wait for more than 15 minutes `schedule_failed`; as configured `queue_full`, `client_full`, `invalid_context`,
   *   `invalid_keys`, `store_failed`, `spool_full`, `spool_failed`. In mode `inline`, what the job itself throws.
   */
  readonly enqueue: (...args: Args) => Promise<Receipt>;
  /**
   * Posts the job once for each list of arguments, in as few requests as that takes.
   *
   * @returns the receipts, in the order given.
   * @throws as `enqueue`, before anything is sent; `EnqueueManyError`, which tells entry by entry, when only some were
   *   accepted.
   */
  readonly enqueueMany: (list: Iterable<Readonly<Args>>) => Promise<readonly Receipt[]>;
  /**
   * Makes the message that `enqueue` would send, and sends nothing: `client.send` does that later, here or elsewhere, with the same id. Kept in
   * the database together with what the job is about (an outbox), it is sent exactly when that was committed.
   *
   * @returns plain data that JSON can write. Of large arguments the bucket has the bytes by then.
   * @throws as `enqueue`, but for what sending meets.
   */
  readonly prepare: (...args: Args) => Promise<PreparedMessage>;
  /** The same job with other options for what is enqueued through it: `delay`, or `at` and `timeZone`; `priority`. */
  readonly with: (options: EnqueueOptions) => Enqueuer<Args>;
  /** A job of this name that was enqueued before, here or elsewhere, to cancel it or to change its time. */
  readonly byId: (id: string) => JobReference;
  /**
   * Has the job run again and again with these arguments. The same `id` again changes it: when, and with what.
   *
   * @param id what you call it, as the tenant's or user's id: 1 to 128 characters, one of a kind among this job's.
   * @param schedule `cron(…)`, `rate(…)` or, to run once, `at(…)`: then a time that is over is refused.
   * @throws `ErrandError` `invalid_args`, `invalid_option`, `args_too_large`, `not_configured` or `schedule_failed`.
   */
  readonly schedule: (id: string, schedule: Schedule<readonly []>, ...args: Args) => Promise<void>;
  /**
   * Ends what `schedule` began.
   *
   * @returns whether there was one of this id.
   * @throws `ErrandError` `not_configured` or `schedule_failed`.
   */
  readonly unschedule: (id: string) => Promise<boolean>;
  /**
   * What `schedule` has made of this job, by its ids. One request for each to the scheduler, and one for each hundred.
   *
   * @throws `ErrandError` `not_configured` or `schedule_failed`.
   */
  readonly schedules: () => Promise<readonly JobSchedule[]>;
}
