// A schedule may fire twice for one time: both messages are the same run, and the second is told from it here, as far back
// as one runner remembers.

import { SCHEDULED_TIME } from "./open.ts";
import type { Clock } from "./ports.ts";

/** Whether a message is of a run for which another one has come before. */
export type IsRepeat = (message: Fired) => boolean;

/** What is known of a message. */
interface Fired {
  /** The queue's own id: a message that is handed out again is no second firing. */
  readonly messageId: string;
  readonly body: string;
}

/** A second firing comes within minutes. What comes later with the same text was sent again on purpose, as out of a dead-letter queue. */
const REMEMBERED_MS = 3_600_000;

export function createFirings({ now }: Pick<Clock, "now">): IsRepeat {
  const first = new Map<string, { readonly messageId: string; readonly at: number }>();
  const forget = (): void => {
    for (const [run, { at }] of first) {
      if (at + REMEMBERED_MS > now()) return; // in the order of their times
      first.delete(run);
    }
  };
  return ({ messageId, body }) => {
    const run = runOf(body);
    if (run === undefined) return false;
    forget();
    const before = first.get(run);
    if (before !== undefined) return before.messageId !== messageId;
    first.set(run, { messageId, at: now() });
    return false;
  };
}

/** What the run is known by, of a message as a schedule sends it: what Errand itself sends on is not marked so. */
function runOf(body: string): string | undefined {
  if (!body.includes('"scheduledAt"')) return undefined;
  try {
    const { id, scheduledAt, enqueuedAt, held, notBefore } = JSON.parse(body);
    if (typeof id !== "string") return undefined;
    if (held === true) return `${id} ${notBefore}`;
    // Where the scheduler has left the time open, all of its runs look the same.
    const isTold = typeof scheduledAt === "string" && scheduledAt !== SCHEDULED_TIME;
    return isTold && enqueuedAt === undefined ? `${id} ${scheduledAt}` : undefined;
  } catch {
    return undefined; // whatever it is, it is no envelope of ours: the handler tells what is wrong with it
  }
}
