// Which instant is meant by a date, or by a time written with or without its zone.

import { toInstant, type Zone, zoneOf } from "../schedule/time-zone.ts";
import { type ErrandError, show } from "./errors.ts";
import { refuse } from "./options.ts";
import { readAt } from "./schedule-refusal.ts";

const FORM =
  /^(?<wall>(?<year>\d{4})-\d\d-\d\dT\d\d:\d\d)(?:(?<seconds>:\d\d)(?:\.(?<fraction>\d{1,9}))?)?(?<offset>Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;

const EXPECTED = 'a valid Date or a text such as "2027-03-01T09:00", of 1970 to 2199';
const FORMS = 'Write the day, "T" and the time, with an offset ("2027-03-01T09:00+01:00", "…Z") or beside "timeZone".';

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;

/**
 * The milliseconds since 1970 of a Date, of a text with its offset, or of a text without one on the clocks of `timeZone`.
 *
 * @param where as in `Job "send-reminder": "at"`.
 * @throws `ErrandError` `invalid_option`, also for a time that the zone's clocks show twice, or skip.
 */
export function toDueTime(at: Date | string, timeZone: string | undefined, where: string): number {
  if (at instanceof Date) {
    const isOfAge = at.getUTCFullYear() >= 1970 && at.getUTCFullYear() <= 2199;
    if (!isOfAge)
      throw refuse(where, EXPECTED, Number.isNaN(at.getTime()) ? "an invalid Date" : at.toISOString(), FORMS);
    refuseZone(timeZone, "a Date", where);
    return at.getTime();
  }
  const {
    wall,
    year,
    seconds = ":00",
    fraction = "",
    offset,
  } = FORM.exec(typeof at === "string" ? at : "")?.groups ?? {};
  if (wall === undefined || Number(year) < 1970 || Number(year) > 2199)
    throw refuse(where, EXPECTED, at, typeof at === "number" ? "Give new Date(…)." : FORMS);
  const text = `${wall}${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const clock = Date.parse(text);
  // Date.parse lets 30 February through as 2 March, and 24:00 as the next day.
  if (Number.isNaN(clock) || new Date(clock).toISOString() !== text) {
    throw refuse(where, "a day and a time that exist", at, 'Write them as in "2027-03-01T09:00:00".');
  }
  if (offset !== undefined) {
    refuseZone(timeZone, `a time with the offset ${offset}`, where);
    return Date.parse(text.replace("Z", offset));
  }
  if (timeZone === undefined) {
    throw refuse(
      where,
      "a time whose zone is told",
      at,
      `Give "timeZone" beside it, as "Europe/Berlin", or write its offset: "${at}Z".`,
    );
  }
  return inZone(clock, at, timeZone, where);
}

function refuseZone(timeZone: unknown, what: string, where: string): void {
  if (timeZone === undefined) return;
  throw refuse(`${where} is ${what}: "timeZone" beside it`, "left out", timeZone, "It is one instant in every zone.");
}

function inZone(clock: number, at: string, timeZone: string, where: string): number {
  const zone = expectZone(timeZone, where);
  const found = toInstant(clock, zone);
  switch (found.kind) {
    case "once":
      return found.instant;
    case "twice": {
      const why = `its clocks show it twice. Choose ${written(found.first, zone)} or ${written(found.second, zone)}`;
      throw notOnce(where, timeZone, at, why);
    }
    case "never": {
      const change = changeNear(found.afterGap, zone);
      const around = `${written(change - MINUTE_MS, zone)}, the last before, or ${written(change, zone)}, the first after`;
      throw notOnce(where, timeZone, at, `its clocks skip it. Choose ${around}`);
    }
    default:
      return found satisfies never;
  }
}

/** @throws `ErrandError` `invalid_option` for what names no time zone. */
export function expectZone(timeZone: unknown, where: string): Zone {
  if (typeof timeZone !== "string") {
    throw refuse(
      `${where}: "timeZone"`,
      "a name of the IANA database, as Europe/Berlin",
      timeZone,
      "Write it as text.",
    );
  }
  return readAt(where, () => zoneOf(timeZone));
}

function notOnce(where: string, timeZone: string, at: string, why: string): ErrandError {
  return refuse(where, `a time that there is once in ${timeZone}`, at, `${why[0]?.toUpperCase()}${why.slice(1)}.`);
}

/** When the clocks were put forward, of an instant that is as long after it as a time is past the change. */
function changeNear(instant: number, { offsetAt }: Zone): number {
  const after = offsetAt(instant);
  let change = Math.floor(instant / QUARTER_MS) * QUARTER_MS;
  while (offsetAt(change - QUARTER_MS) === after) change -= QUARTER_MS;
  return change;
}

/** As the zone's clocks show it, with the offset, by which it is one instant: "2026-10-25T02:30+01:00". */
function written(instant: number, { offsetAt }: Zone): string {
  const offset = offsetAt(instant);
  const wall = new Date(instant + offset)
    .toISOString()
    .replace(/(:00)?\.000Z$/, "")
    .replace("Z", "");
  const minutes = new Date(Math.abs(offset)).toISOString().slice(11, 16);
  return show(`${wall}${offset < 0 ? "-" : "+"}${minutes}`);
}
