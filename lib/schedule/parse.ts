// Reads a schedule expression of AWS into a plain value: at(…), rate(…) or cron(…).

import { type CronPattern, toCronPattern } from "./cron-pattern.ts";
import { refused } from "./errors.ts";

export type Schedule =
  | { readonly kind: "at"; readonly wall: number }
  | { readonly kind: "rate"; readonly periodMs: number }
  | { readonly kind: "cron"; readonly pattern: CronPattern };

const FORM = /^(?<kind>at|rate|cron)\((?<inside>.*)\)$/s;
const AT = /^(?<year>\d{4})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;
const RATE = /^(?<value>\d{1,9}) +(?<unit>minute|hour|day)s?$/;
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * `at(yyyy-mm-ddThh:mm:ss)`, `rate(value unit)` or `cron(minutes hours day-of-month month day-of-week year)`.
 *
 * @throws `ScheduleError`, which names the field, what it may be, and what came.
 */
export function parse(expression: string): Schedule {
  const { kind, inside = "" } = FORM.exec(expression)?.groups ?? {};
  switch (kind) {
    case "at":
      return { kind, wall: parseAt(inside) };
    case "rate":
      return { kind, periodMs: parseRate(inside) };
    case "cron":
      return { kind, pattern: toCronPattern(inside) };
    default:
      throw refused("schedule expression", "at(…), rate(…) or cron(…)", expression);
  }
}

/** The time on a clock of its zone, as milliseconds that a clock of UTC would have. */
function parseAt(inside: string): number {
  const year = Number(AT.exec(inside)?.groups?.["year"] ?? 0);
  const wall = Date.parse(`${inside}Z`);
  // Date.parse lets 30 February through as 2 March.
  const real = year >= 1970 && year <= 2199 && new Date(wall).toISOString() === `${inside}.000Z`;
  if (real) return wall;
  throw refused("time of at()", "a date of 1970 to 2199 with its time, as 2026-11-21T15:30:00", inside);
}

function parseRate(inside: string): number {
  const { value, unit = "" } = RATE.exec(inside)?.groups ?? {};
  const periodMs = Number(value) * (UNIT_MS[unit] ?? Number.NaN);
  if (periodMs > 0) return periodMs;
  const expected = "a whole number from 1 and minutes, hours or days, as 5 minutes";
  throw refused("rate", expected, inside, "The scheduler knows no seconds.");
}
