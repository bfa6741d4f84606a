// Turns the six fields of AWS's cron expression into a pattern of croner, and refuses what AWS would.

import { refused, ScheduleError } from "./errors.ts";

/** Plain data, so that it can be compared and kept. */
export interface CronPattern {
  /** Seven fields, the seconds first and the year last. */
  readonly text: string;
  /** For "L-3": how many days before the day that the text says. Else 0. */
  readonly daysBefore: number;
}

interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Names of the values, from the lowest. */
  readonly names?: readonly string[];
  /** What croner calls AWS's 0. */
  readonly shift?: number;
}

const MINUTES: Field = { name: "minutes field", low: 0, high: 59 };
const HOURS: Field = { name: "hours field", low: 0, high: 23 };
const DAY: Field = { name: "day-of-month field", low: 1, high: 31 };
const MONTH_NAMES = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const MONTH: Field = { name: "month field", low: 1, high: 12, names: MONTH_NAMES };
const WEEKDAY_NAMES = "SUN MON TUE WED THU FRI SAT".split(" ");
// AWS counts the days of the week from 1, croner from 0.
const WEEKDAY: Field = { name: "day-of-week field", low: 1, high: 7, names: WEEKDAY_NAMES, shift: -1 };
const YEAR: Field = { name: "year field", low: 1970, high: 2199 };

const FIELDS = "minutes, hours, day of month, month, day of week, year";

export function toCronPattern(inside: string): CronPattern {
  const fields = inside.trim().split(/\s+/);
  const [minutes = "", hours = "", day = "", month = "", weekday = "", year = ""] = fields;
  if (fields.length !== 6) throw refused("cron expression", `six fields (${FIELDS})`, inside);
  checkDays(day, weekday);
  const { text, daysBefore } = toDay(day);
  const parts = ["0", toValues(minutes, MINUTES), toValues(hours, HOURS), text, toValues(month, MONTH)];
  // Without a year, what never happens (30 February) would be looked for until the year 10000.
  const years = year === "*" ? `${YEAR.low}-${YEAR.high}` : toValues(year, YEAR);
  return { text: [...parts, toWeekday(weekday), years].join(" "), daysBefore };
}

/** One says which days, the other says nothing. */
function checkDays(day: string, weekday: string): void {
  if ((day === "?") !== (weekday === "?")) return;
  const got = `got "${day}" and "${weekday}"`;
  const rule = `Of the day-of-month and the day-of-week field, exactly one must be "?", ${got}.`;
  throw new ScheduleError(`${rule} Write "?" in the one that says nothing; for every day, "*" in the other.`);
}

const LAST = /^L(?:-(?<before>\d{1,2}))?$/;
const NEAREST = /^(?<day>\d{1,2})W$/;

function toDay(given: string): CronPattern {
  const text = given.toUpperCase();
  if (text === "?") return { text: "*", daysBefore: 0 };
  if (text === "LW") return { text, daysBefore: 0 };
  const last = LAST.exec(text);
  const daysBefore = Number(last?.groups?.["before"] ?? 0);
  if (last !== null && daysBefore <= 30) return { text: "L", daysBefore };
  const nearest = NEAREST.exec(text)?.groups?.["day"];
  if (nearest !== undefined) return { text: `${toValue(nearest, DAY, given)}W`, daysBefore: 0 };
  return { text: toValues(given, DAY, `${spanOf(DAY)}; alone also L, L-1 to L-30, LW, or a day and W`), daysBefore: 0 };
}

const LAST_WEEKDAY = /^(?<day>\w+)L$/;
const NTH_WEEKDAY = /^(?<day>\w+)#(?<nth>[1-5])$/;

function toWeekday(given: string): string {
  const text = given.toUpperCase();
  if (text === "?") return "*";
  // The last day of a week is its Saturday.
  if (text === "L") return "6";
  const nth = NTH_WEEKDAY.exec(text)?.groups;
  if (nth !== undefined) return `${toValue(nth["day"] ?? "", WEEKDAY, given)}#${nth["nth"]}`;
  const last = LAST_WEEKDAY.exec(text)?.groups?.["day"];
  if (last !== undefined) return `${toValue(last, WEEKDAY, given)}#L`;
  return toValues(given, WEEKDAY, `${spanOf(WEEKDAY)}; alone also L, a day and L, or a day, # and 1 to 5`);
}

const ITEM = /^(?:(?<all>\*)|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d{1,4}))?$/;

/** A list of values, ranges and steps, written out value by value: croner reads some of AWS's steps otherwise. */
function toValues(given: string, field: Field, expected = spanOf(field)): string {
  if (given === "*") return given;
  const values = new Set<number>();
  for (const item of given.split(",")) {
    const { all, from = "", to, step } = ITEM.exec(item)?.groups ?? {};
    const stride = step === undefined ? 1 : Number(step);
    if ((all === undefined && from === "") || stride === 0) throw refused(field.name, expected, given);
    const low = all === undefined ? toValue(from, field, given, expected) : lowest(field);
    const open = all !== undefined || (to === undefined && step !== undefined);
    const high = open ? highest(field) : toValue(to ?? from, field, given, expected);
    if (high < low) {
      throw refused(field.name, "ranges that go up", given, "Write what goes past the end as a list.");
    }
    for (let value = low; value <= high; value += stride) values.add(value);
  }
  return [...values].join(",");
}

function lowest({ low, shift = 0 }: Field): number {
  return low + shift;
}

function highest({ high, shift = 0 }: Field): number {
  return high + shift;
}

function toValue(given: string, field: Field, whole: string, expected = spanOf(field)): number {
  const { low, high, names = [], shift = 0 } = field;
  const named = names.indexOf(given.toUpperCase());
  const value = named >= 0 ? named + low : /^\d{1,4}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= low && value <= high) return value + shift;
  throw refused(field.name, expected, whole);
}

function spanOf({ low, high, names }: Field): string {
  const alsoNames = names === undefined ? "" : ` (or ${names[0]} to ${names.at(-1)})`;
  return `${low} to ${high}${alsoNames}, with , - * and /`;
}
