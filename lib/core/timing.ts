// When a job is to run, by what its caller has said: after a delay, or at a time.

import { toDueTime } from "./due-time.ts";
import { type Duration, describeSeconds, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import type { Timing } from "./enqueuer.ts";
import { ErrandError, show } from "./errors.ts";
import { expectKnownKeys, refuse } from "./options.ts";

/**
 * The seconds from `now` (milliseconds since 1970), 0 for a time that is over.
 *
 * @param where the job, as in `Job "welcome"`.
 * @throws `ErrandError` `invalid_option`.
 */
export function toDelaySeconds({ delay, at, timeZone }: Timing, where: string, now: number): number {
  if (at === undefined) {
    if (timeZone !== undefined) {
      throw refuse(`${where}: "timeZone"`, 'beside an "at"', timeZone, "A delay is the same in every zone.");
    }
    const range = { what: `${where}: "delay"`, min: 0, max: TEN_YEARS_SECONDS, hint: 'For a date, give "at".' };
    // Not `??`: a null, as of a setting that is missing, would run at once what was to wait.
    return toSeconds(delay === undefined ? 0 : delay, range);
  }
  if (delay !== undefined) {
    const both = `${where} has both "delay" (${show(delay)}) and "at" (${show(at)}). Leave one of them out.`;
    throw new ErrandError("invalid_option", both);
  }
  const seconds = Math.max(0, toDueTime(at, timeZone, `${where}: "at"`) - now) / 1000;
  if (seconds <= TEN_YEARS_SECONDS) return seconds;
  const expected = `at most ${describeSeconds(TEN_YEARS_SECONDS)} from now`;
  throw refuse(`${where}: "at"`, expected, at instanceof Date ? at.toISOString() : at, "Correct the year.");
}

/** What `reschedule` was told. */
export function toTiming(when: Duration | Date | Timing, where: string): Timing {
  if (when instanceof Date) return { at: when };
  if (typeof when === "string" && /^\d{4}-\d\d-/.test(when)) {
    throw refuse(where, "a duration, a Date, { delay } or { at, timeZone }", when, `Write { at: ${show(when)} }.`);
  }
  if (typeof when === "string" || typeof when === "number") return { delay: when };
  if (typeof when === "object" && when !== null) {
    expectKnownKeys(when, ["delay", "at", "timeZone"], where);
    if (when.delay !== undefined || when.at !== undefined) return when;
  }
  throw refuse(
    where,
    "a duration, a Date, { delay } or { at, timeZone }",
    when,
    'Give how long from now, as "2 hours".',
  );
}
