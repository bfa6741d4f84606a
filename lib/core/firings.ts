// A schedule may fire twice for one time: both messages are the same run, and the second is told from it here, as far back
// as one runner remembers.

import { SCHEDULED_TIME } from "./open.ts";

/** Runs remembered: those of a week, of a hundred schedules that fire each hour. */
const MOST_KEPT = 16_384;

/** What is known of a message. */
export interface Fired {
  /** The queue's own id: a message that is handed out again is no second firing. */
  readonly messageId: string;
  readonly body: string;
}

/** @returns whether the message is of a run for which another one has come before. */
export function createFirings(): (message: Fired) => boolean {
  const messageOf = new Map<string, string>();
  return ({ messageId, body }) => {
    const run = runOf(body);
    if (run === undefined) return false;
    const first = messageOf.get(run);
    if (first !== undefined) return first !== messageId;
    messageOf.set(run, messageId);
    const [oldest] = messageOf.keys();
    if (messageOf.size > MOST_KEPT && oldest !== undefined) messageOf.delete(oldest);
    return false;
  };
}

/** The id of the run, of a message as a schedule sends it: what Errand itself sends on says when it was enqueued. */
function runOf(body: string): string | undefined {
  if (!body.includes('"scheduledAt"')) return undefined;
  try {
    const { id, scheduledAt, enqueuedAt } = JSON.parse(body);
    // Where the scheduler has left the time open, all of its runs look the same.
    const isTold = typeof scheduledAt === "string" && scheduledAt !== SCHEDULED_TIME;
    const isRun = typeof id === "string" && isTold && enqueuedAt === undefined;
    return isRun ? `${id} ${scheduledAt}` : undefined;
  } catch {
    return undefined; // whatever it is, it is no envelope of ours: the handler tells what is wrong with it
  }
}
