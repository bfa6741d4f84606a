// How many messages wait in each queue, asked for seldom, so that nobody adds to a queue that is full.

import { ErrandError, isErrandError } from "./errors.ts";
import { inTime } from "./in-time.ts";
import type { Clock, Priority } from "./ports.ts";

export interface Backlog {
  /**
   * Makes room for so many messages more.
   *
   * @throws `ErrandError` `queue_full`; `enqueue_failed` where the count may not be read.
   */
  add(priority: Priority, messages: number, where: string): Promise<void>;
}

/** SQS's counts are approximate, and settle within a minute: more often is no better. SQS developer guide, "Approximate…". */
const FRESH_MS = 3000;

/** How long a count is waited for. */
const PATIENCE_MS = 2000;

interface Counted {
  readonly counting: Promise<number>;
  readonly at: number;
  /** What was let through since. */
  added: number;
}

/**
 * @param most how many may wait; a queue without a number takes any.
 * @param count asks the queue.
 */
export function createBacklog(
  most: { readonly [Name in Priority]?: number | undefined },
  count: (priority: Priority) => Promise<number>,
  clock: Clock,
): Backlog {
  const counted: Partial<Record<Priority, Counted>> = {};

  const ask = (priority: Priority): Counted => {
    const now = clock.now();
    const known = counted[priority];
    if (known !== undefined && Math.abs(now - known.at) < FRESH_MS) return known;
    const asked: Counted = { counting: count(priority), at: now, added: 0 };
    counted[priority] = asked;
    return asked;
  };

  return {
    async add(priority, messages, where) {
      const limit = most[priority];
      if (limit === undefined) return;
      const asked = ask(priority);
      const counted = asked.counting.catch((error: unknown) => {
        // Whether the queue can be reached, the sending will tell.
        if (isErrandError(error, "queue_unavailable")) return 0;
        throw error;
      });
      // An endpoint that says nothing is waited for by the sending, if at all.
      const waiting = await inTime(counted, { clock, milliseconds: PATIENCE_MS }, () => 0);
      if (waiting + asked.added + messages > limit) throw full(where, priority, limit, waiting + asked.added, messages);
      asked.added += messages;
    },
  };
}

function full(where: string, priority: Priority, limit: number, waiting: number, messages: number): ErrandError {
  const [most, there] = [limit.toLocaleString("en"), waiting.toLocaleString("en")];
  const more = messages === 1 ? "one more" : `${messages.toLocaleString("en")} more`;
  return new ErrandError(
    "queue_full",
    `${where}: the ${priority} queue may hold ${most} messages (maxBacklog), about ${there} wait, and ${more} would be too many. Nothing was ` +
      "enqueued. Enqueue again later, give its workers more concurrency, or raise maxBacklog.",
  );
}
