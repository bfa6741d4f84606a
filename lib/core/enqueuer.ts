// What a caller sees of enqueueing: the ways to post a job, what may be chosen, and the receipt.

import type { Duration } from "./duration.ts";
import type { Priority } from "./ports.ts";

/** What may be chosen for one enqueueing. */
export interface EnqueueOptions {
  /** How long from now it may run at the earliest: 0 seconds to 10 years; default 0. */
  readonly delay?: Duration | undefined;
  /** The queue it goes to, in place of the job's own. */
  readonly priority?: Priority | undefined;
}

/** What says that a job was accepted. */
export interface Receipt {
  /** The job's id, made by the client: a UUID of version 7. */
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  readonly priority: Priority;
  /** When it may run at the earliest. */
  readonly dueAt: Date;
}

/** Posts a job, with the options chosen so far. */
// Properties, not methods: TypeScript compares the parameters of methods loosely, and a wrong argument would compile.
export interface Enqueuer<Args extends readonly unknown[]> {
  /**
   * Posts the job with these arguments. Once it resolves, the job is accepted and will not be lost.
   *
   * @returns the receipt, with the job's id.
   * @throws `ErrandError` `invalid_args`, `invalid_option`, `args_too_large`, `not_configured` or `enqueue_failed`. In
   *   mode `inline`, what the job itself throws.
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
  /** The same job with other options for what is enqueued through it: `delay`, `priority`. */
  readonly with: (options: EnqueueOptions) => Enqueuer<Args>;
}
