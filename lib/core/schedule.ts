// The three ways to write a schedule: by the calendar, at even distances, once.

import { toCronExpression } from "./cron-expression.ts";
import { expectZone, toDueTime } from "./due-time.ts";
import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { show } from "./errors.ts";
import { expectKnownKeys, refuse } from "./options.ts";
import type { Schedule } from "./schedule-mark.ts";
import { type FixedArgs, type RateOptions, type ScheduleOptions, toSchedule } from "./schedule-value.ts";

/**
 * A schedule by the calendar. Where the clock is put forward, a time in the missing hour has no run; where it is put
 * back, one in the doubled hour runs once.
 *
 * @param expression AWS's six fields, with or without their `cron(…)`: minutes, hours, day of month, month, day of week
 *   (1 is Sunday), year. Or the five of standard cron: minutes, hours, day of month, month, day of week (0 and 7 are Sunday).
 * @throws `ErrandError` `invalid_option`, field by field.
 *
 * @example
 * cron("0 3 L * ? *", { timeZone: "Europe/Berlin" }) // at three in the night of the last day of each month
 * cron("30 9 * * 1-5", { args: ["daily"] }) // half past nine, Mondays to Fridays
 */
export function cron<const Args extends FixedArgs = []>(
  expression: string,
  options: ScheduleOptions<Args> = {},
): Schedule<Args> {
  const where = `cron(${show(expression)})`;
  return toSchedule(toCronExpression(expression, where), options, ["timeZone"], where);
}

/**
 * A schedule of even distances, whatever the clocks show; a day is 24 hours. AWS counts from when the schedule is made.
 *
 * @param every whole minutes, hours, days or weeks: 1 minute to 10 years.
 * @throws `ErrandError` `invalid_option`.
 *
 * @example
 * rate("5 minutes")
 */
export function rate<const Args extends FixedArgs = []>(
  every: Duration,
  options: RateOptions<Args> = {},
): Schedule<Args> {
  const where = `rate(${show(every)})`;
  const hint = "More often than once a minute AWS doesn't fire; for the calendar, use cron(…).";
  const seconds = toSeconds(every, { what: where, min: 60, max: TEN_YEARS_SECONDS, hint });
  if (seconds % 60 !== 0) throw refuse(where, "whole minutes", every, "AWS's schedules know no seconds.");
  const [unit, size] =
    seconds % 86_400 === 0
      ? (["day", 86_400] as const)
      : seconds % 3600 === 0
        ? (["hour", 3600] as const)
        : (["minute", 60] as const);
  const count = seconds / size;
  return toSchedule(`rate(${count} ${unit}${count === 1 ? "" : "s"})`, options, [], where);
}

/**
 * A schedule of one run. In the past, AWS never runs it.
 *
 * @param time a Date, or as text `"2026-12-24T18:00"`: with an offset (`"…+01:00"`, `"…Z"`) that instant, without one the
 *   time on the clocks of `timeZone`, which must be told then. Of the years 1970 to 2199, to the second at or after it.
 * @throws `ErrandError` `invalid_option`, also for a time that the zone's clocks show twice, or skip.
 *
 * @example
 * at("2026-12-24T18:00", { timeZone: "Europe/Berlin" })
 */
export function at<const Args extends FixedArgs = []>(
  time: Date | string,
  options: ScheduleOptions<Args> = {},
): Schedule<Args> {
  const where = `at(${time instanceof Date ? "Date" : show(time)})`;
  expectKnownKeys(options, ["timeZone", "args", "enabled"], `${where}: options`);
  const given = toDueTime(time, options.timeZone, where);
  // AWS knows whole seconds only: a part of one is waited out, for nothing runs before its time.
  const instant = Math.ceil(given / 1000) * 1000;
  const offset = expectZone(options.timeZone ?? "UTC", where).offsetAt(instant);
  const wall = new Date(instant + offset).toISOString().slice(0, 19);
  return toSchedule(`at(${wall})`, options, ["timeZone"], where);
}
