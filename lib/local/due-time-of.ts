// When a schedule that is only kept is to be fired: decided of its expression and the times that its keeper tells.

import type { ScheduledPost } from "../core/ports.ts";
import { nextAfter } from "../schedule/next-run.ts";
import { parse } from "../schedule/parse.ts";

/** How late a recurring run may still be made up for, as in the engine: what is longer past was slept through. */
const LATE_MS = 60_000;

interface Moments {
  readonly now: number;
  /** When it was first seen: stands for its creation where the keeper tells none. */
  readonly seenAt: number;
  /** The last of its runs that is over. */
  readonly overAt?: number | undefined;
}

/**
 * The first run that is not over, in milliseconds since 1970: it may be past. None where it is disabled, or has none.
 *
 * @throws `ScheduleError` where the expression or the zone is none.
 */
export function dueTimeOf(scheduled: ScheduledPost, { now, seenAt, overAt = -Infinity }: Moments): number | undefined {
  const { expression, timeZone, enabled, createdAt = seenAt, changedAt = -Infinity } = scheduled;
  if (!enabled) return undefined;
  const schedule = parse(expression);
  switch (schedule.kind) {
    case "at": {
      // However long it is past, for a delayed job may be in it; but not what was past already when it was made.
      const at = nextAfter(schedule, { timeZone, after: -Infinity });
      return at === undefined || at <= overAt || at <= changedAt - LATE_MS ? undefined : at;
    }
    case "rate": // its first run is at its creation
      return nextAfter(schedule, { after: Math.max(now - LATE_MS, changedAt - 1, overAt), start: createdAt });
    case "cron":
      return nextAfter(schedule, { timeZone, after: Math.max(now - LATE_MS, changedAt, overAt) });
    default:
      return schedule satisfies never;
  }
}
