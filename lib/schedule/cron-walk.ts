// Walks the times of a cron pattern on a wall clock without a zone. Croner does it; it is told that the clock is UTC's,
// so that daylight saving stays out of it.

import { Cron } from "croner";
import type { CronPattern } from "./cron-pattern.ts";

const DAY_MS = 86_400_000;

// One of croner's patterns takes some 100 KB: a table of every year to 9999. Schedules that share one share it.
const MOST_KEPT = 100;
const kept = new Map<string, Cron>();

/** The first time after `wall`, or undefined when there is none to the year 2199. */
export function nextWall(pattern: CronPattern, wall: number): number | undefined {
  const cron = cronOf(pattern);
  let next = cron.nextRun(new Date(wall));
  // The 30th day before the last is in the month before where the month is short.
  while (next !== null && !isInMonth(next, pattern.daysBefore)) next = cron.nextRun(endOfDay(next));
  return next?.getTime();
}

/** The whole day is none of the pattern's: going through its minutes would take long. */
function endOfDay(run: Date): Date {
  return new Date(Math.floor(run.getTime() / DAY_MS) * DAY_MS + DAY_MS - 1);
}

function isInMonth(run: Date, daysBefore: number): boolean {
  return daysBefore === 0 || new Date(run.getTime() + daysBefore * DAY_MS).getUTCMonth() === run.getUTCMonth();
}

function cronOf({ text, daysBefore }: CronPattern): Cron {
  const key = `${text} ${daysBefore}`;
  const found = kept.get(key);
  if (found !== undefined) return found;
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= MOST_KEPT) kept.delete(oldest);
  const cron = new Cron(text, { mode: "7-part", utcOffset: 0, dayOffset: -daysBefore });
  kept.set(key, cron);
  return cron;
}
