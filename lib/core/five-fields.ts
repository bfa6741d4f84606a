// Turns the five fields of standard cron into AWS's six.

import { refused, ScheduleError } from "../schedule/errors.ts";

const DAYS = "SUN MON TUE WED THU FRI SAT".split(" ");
const EXPECTED = "0 to 7 (or SUN to SAT; 0 and 7 are SUN), with , - * and /";

/** Numbers, months and days, none of which is taken for AWS's own letters: the L of JUL, the W of WED. */
const AWS_ONLY = /[?#]|\dW|\dL|^L/i;

/**
 * What AWS can't read otherwise, or only perhaps, is written in its most documented form: a star with a step as the
 * lowest value with that step, days of the week as names. The rest is left to who reads the six.
 *
 * @throws `ScheduleError`.
 */
export function toSixFields(five: readonly string[]): readonly string[] {
  const [minutes = "", hours = "", day = "", month = "", weekday = ""] = five;
  if (AWS_ONLY.test(day) || AWS_ONLY.test(weekday)) {
    const rule = `Five fields are standard cron, which has no "?", "L", "W" and "#", got "${five.join(" ")}".`;
    throw new ScheduleError(`${rule} AWS's six fields have: write "${toAws(five).join(" ")}".`);
  }
  const weekdays = toWeekdays(weekday);
  const isEveryDay = /^\*(\/1)?$/.test(day);
  if (!isEveryDay && weekdays !== "*") throw bothRestricted(five);
  const time = [fromLowest(minutes, 0), fromLowest(hours, 0)];
  if (weekdays === "*") return [...time, fromLowest(day, 1), fromLowest(month, 1), "?", "*"];
  return [...time, "?", fromLowest(month, 1), weekdays, "*"];
}

/** What was likely meant, in six fields: "?" for the day that says nothing, and days of the week as AWS counts them, from Sunday, 1. */
function toAws([minutes = "", hours = "", day = "", month = "", weekday = ""]: readonly string[]): readonly string[] {
  const isOpen = weekday === "*" || weekday === "?";
  const shifted = weekday.replace(/^[0-7](?=$|[L#])/i, (digit) => String((Number(digit) % 7) + 1));
  return [minutes, hours, isOpen ? day : "?", month, isOpen ? "?" : shifted, "*"];
}

function fromLowest(field: string, lowest: number): string {
  return field.replaceAll("*/", `${lowest}/`);
}

function bothRestricted([minutes, hours, day, month, weekday]: readonly string[]): ScheduleError {
  const each = [
    [day, "*"],
    ["*", weekday],
  ].map(([days, weekdays]) => `"${[minutes, hours, days, month, weekdays].join(" ")}"`);
  const rule = `Of the day-of-month and the day-of-week field, one must be "*", got "${day}" and "${weekday}":`;
  // crontab(5) of Debian: where one of the two begins with a star, a day must fit both.
  if (day?.startsWith("*") || weekday?.startsWith("*")) {
    const advice = "Schedule the one, and have the job look at the other.";
    return new ScheduleError(`${rule} in standard cron a day must fit both then, which AWS can't say. ${advice}`);
  }
  return new ScheduleError(
    `${rule} in standard cron both mean the days that fit either, which AWS can't say. Make two schedules: ${each.join(" and ")}.`,
  );
}

const ITEM = /^(?:(?<all>\*)|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>[1-9]\d?))?$/;

/** `*`, a range such as MON-FRI, or a list: what goes past Saturday, or has steps, is written out. */
function toWeekdays(given: string): string {
  const days = new Set<number>();
  for (const item of given.split(",")) {
    const { all, from = "", to, step } = ITEM.exec(item)?.groups ?? {};
    if (all === undefined && from === "") throw refused("day-of-week field", EXPECTED, given);
    const low = all === undefined ? toDay(from, given) : 0;
    const last = to === undefined ? ((all ?? step) === undefined ? low : Math.max(low, 6)) : toDay(to, given);
    // A range that ends on Sunday ends on the 7th day, however that is written.
    const high = last === 0 && low > 0 ? 7 : last;
    if (high < low)
      throw refused("day-of-week field", "ranges that go up", given, "Write a list in place of the range.");
    for (let day = low; day <= high; day += Number(step ?? 1)) days.add(day % 7);
  }
  const list = [...days].toSorted((a, b) => a - b);
  const [first = 0] = list;
  const last = list.at(-1) ?? 0;
  if (list.length === 7) return "*";
  if (list.length > 2 && last - first === list.length - 1) return `${DAYS[first]}-${DAYS[last]}`;
  return [...days].map((day) => DAYS[day]).join(",");
}

function toDay(text: string, whole: string): number {
  const named = DAYS.indexOf(text.toUpperCase());
  if (named >= 0) return named;
  if (/^[0-7]$/.test(text)) return Number(text);
  throw refused("day-of-week field", EXPECTED, whole);
}
