// One run of a schedule that its endpoint only keeps: claimed, looked at once more, sent, and forgotten where it was the only one.

import { SCHEDULED_TIME } from "../core/open.ts";
import type { ScheduledPost, Scheduler } from "../core/ports.ts";
import { saysTheSame } from "../core/same-schedule.ts";
import { runsOnce } from "../core/schedule-mark.ts";
import { toTime } from "../engine/scheduler/payload.ts";
import type { Claims } from "./firing-claims.ts";

export interface FiringEnds {
  readonly scheduler: Pick<Scheduler, "find" | "remove">;
  readonly claims: Claims;
  /** Sends the message to the queue of its schedule's target. Rejects unless it is taken. */
  readonly send: (scheduled: ScheduledPost) => Promise<void>;
}

/**
 * Nothing is lost wherever this is cut off: until the message is sent, another runner may take the claim over; afterwards, the
 * schedule is only removed.
 *
 * @returns `later` while another runner is about to fire it.
 */
export async function fireRun(
  { scheduler, claims, send }: FiringEnds,
  scheduled: ScheduledPost,
  dueAt: number,
): Promise<"over" | "later"> {
  const isStillThere = async (): Promise<boolean> => {
    const found = await scheduler.find(scheduled.name);
    return found !== undefined && isSame(found, scheduled);
  };
  const claim = await claims.claim(scheduled.name, dueAt);
  switch (claim.kind) {
    case "others":
      return "later";
    case "mine":
      try {
        if (!(await isStillThere())) {
          await claim.release();
          return "over"; // changed or removed since it was looked at
        }
        await send({ ...scheduled, body: scheduled.body.replaceAll(SCHEDULED_TIME, toTime(dueAt)) });
      } catch (error) {
        await claim.release().catch(() => {}); // else it is abandoned, and taken over
        throw error;
      }
      await claim.over();
      break;
    case "over":
      break;
    default:
      return claim satisfies never;
  }
  // Asked again: meanwhile its time may have been changed, and then it is to come once more.
  if (runsOnce(scheduled) && (await isStillThere())) await scheduler.remove(scheduled.name);
  return "over";
}

export function isSame(one: ScheduledPost, other: ScheduledPost): boolean {
  return saysTheSame(one, other) && one.changedAt === other.changedAt;
}
