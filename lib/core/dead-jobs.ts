// What can be asked of the dead.

import type { DiscardResult } from "./dead-discard.ts";
import type { DeadWhere } from "./dead-filter.ts";
import type { DeadJob } from "./dead-job.ts";
import type { DeadList } from "./dead-list.ts";
import type { RetryResult } from "./dead-retry.ts";
import type { Edit } from "./revival.ts";

export type { DeadFailure } from "./dead-failure.ts";
export type { DeadMatch } from "./dead-filter.ts";
export type { DeadGroup } from "./dead-groups.ts";
export type { DeadJob, DeadList, DeadWhere, DiscardResult, RetryResult };

/** What to list. */
export interface ListDeadOptions {
  /** Which of the dead; default all. */
  readonly where?: DeadWhere;
  /** How many are given whole, 1 to 100,000; default 1,000. All that match are counted. */
  readonly limit?: number;
}

/** What to send back, and how. */
export interface RetryDeadOptions {
  /** Which of the dead; to mean every one, say `"all"`. */
  readonly where: DeadWhere;
  /** How many a second at most: above 0, up to 10,000; default as fast as it goes. */
  readonly ratePerSecond?: number;
  /** Gives the message to send in place of each; what no worker would take is refused, and that job stays dead. */
  readonly edit?: Edit;
  /** Counts only, and sends and deletes nothing; default false. */
  readonly dryRun?: boolean;
}

/** What to delete. */
export interface DiscardDeadOptions {
  /** Which of the dead; to mean every one, say `"all"`. */
  readonly where: DeadWhere;
  /** Counts only, and deletes nothing; default false. */
  readonly dryRun?: boolean;
}

/**
 * The jobs in the dead-letter queues. Each call looks through both queues, whatever the client's mode; what it looks at is
 * hidden from others until it ends.
 *
 * Every method rejects with `ErrandError` `invalid_option`, `not_configured` or `inspect_failed`.
 */
export interface DeadJobs {
  /** Those that are meant, and all of them in groups of the same failure. */
  list(options?: ListDeadOptions): Promise<DeadList>;
  /** The one with this id (a job's or a message's), whole; `undefined` when no letter has it, or another has that in hand. */
  show(id: string): Promise<DeadJob | undefined>;
  /**
   * Sends those that are meant back to the queues that they came from, from their first attempt, with their history. Those
   * that die while it lasts are left. Where it is interrupted, one may have been sent and still be dead; none is lost.
   */
  retry(options: RetryDeadOptions): Promise<RetryResult>;
  /** Deletes those that are meant, for good. What is stored of their arguments is left to the bucket's lifecycle. */
  discard(options: DiscardDeadOptions): Promise<DiscardResult>;
}
