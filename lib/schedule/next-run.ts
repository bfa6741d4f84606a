// When a schedule runs next. Pure: of the expression, its zone and its dates, nothing else.

import { nextWall } from "./cron-walk.ts";
import type { Schedule } from "./parse.ts";
import { toInstant, zoneOf } from "./time-zone.ts";

interface Bounds {
  /** A name of the IANA database. Default: "UTC". A rate has no use for it. */
  readonly timeZone?: string | undefined;
  /** The run is later than this. All times are milliseconds since 1970. */
  readonly after: number;
  /** The first moment at which it may run, and what a rate counts from: its first run. Default: `after`, without a run. */
  readonly start?: number | undefined;
  /** The last moment at which it may run. Neither counts for at(…), as on AWS. */
  readonly end?: number | undefined;
}

/**
 * The next run, or undefined when there is none.
 *
 * As AWS has it: a time that the clock skips in spring has no run, and one that it goes over twice in autumn has one, at
 * the first time. One-time schedules in the skipped hour are not documented; they run as long after the change as their
 * time is past it, for else they would be lost.
 *
 * @throws `ScheduleError` when there is no such time zone.
 */
export function nextAfter(schedule: Schedule, { timeZone = "UTC", after, start, end }: Bounds): number | undefined {
  switch (schedule.kind) {
    case "at": {
      const instant = instantOf(schedule.wall, timeZone);
      return instant > after ? instant : undefined;
    }
    case "rate":
      return within(nextOfRate(schedule.periodMs, after, start), end);
    case "cron": {
      const zone = zoneOf(timeZone);
      const from = start === undefined ? after : Math.max(after, start - 1);
      let wall: number | undefined = from + zone.offsetAt(from);
      for (;;) {
        wall = nextWall(schedule.pattern, wall);
        if (wall === undefined) return undefined;
        const found = toInstant(wall, zone);
        const instant = found.kind === "once" ? found.instant : found.kind === "twice" ? found.first : undefined;
        // In the second pass of a doubled hour, its times are over.
        if (instant !== undefined && instant > from) return within(instant, end);
      }
    }
    default:
      return schedule satisfies never;
  }
}

function instantOf(wall: number, timeZone: string): number {
  const found = toInstant(wall, zoneOf(timeZone));
  switch (found.kind) {
    case "once":
      return found.instant;
    case "twice":
      return found.first;
    case "never":
      return found.afterGap;
    default:
      return found satisfies never;
  }
}

function nextOfRate(periodMs: number, after: number, start: number | undefined): number {
  if (start === undefined) return after + periodMs;
  const runs = Math.floor((after - start) / periodMs) + 1;
  return start + Math.max(0, runs) * periodMs;
}

function within(instant: number, end: number | undefined): number | undefined {
  return end !== undefined && instant > end ? undefined : instant;
}
