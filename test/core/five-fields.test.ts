import { cron, nextRuns } from "errand";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("standard cron's five fields become AWS's six", () => {
  test.each([
    ["0 3 * * *", "0 3 * * ? *"],
    ["* * * * *", "* * * * ? *"],
    ["*/15 9-17 * * 1-5", "0/15 9-17 ? * MON-FRI *"],
    ["5,*/20 */6 * * *", "5,0/20 0/6 * * ? *"],
    ["0 0 1 * *", "0 0 1 * ? *"],
    ["0 0 */2 */3 *", "0 0 1/2 1/3 ? *"],
    ["0 0 1,15 jan-JUN *", "0 0 1,15 JAN-JUN ? *"],
    ["30 6 1 7 *", "30 6 1 7 ? *"],
    ["0 0 * * 0", "0 0 ? * SUN *"],
    ["0 0 * * 7", "0 0 ? * SUN *"],
    ["0 0 * * 7-7", "0 0 ? * SUN *"],
    ["0 0 * * 7/2,2", "0 0 ? * SUN,TUE *"],
    ["0 0 * * sun", "0 0 ? * SUN *"],
    ["0 0 * * 1", "0 0 ? * MON *"],
    ["0 0 * * 6,0", "0 0 ? * SAT,SUN *"],
    ["0 0 * * 5-7", "0 0 ? * FRI,SAT,SUN *"],
    ["0 0 * * FRI-SUN", "0 0 ? * FRI,SAT,SUN *"],
    ["0 0 * * 1-0", "0 0 * * ? *"],
    ["0 0 * * 0-6", "0 0 * * ? *"],
    ["0 0 * * 1-7", "0 0 * * ? *"],
    ["0 0 * * */2", "0 0 ? * SUN,TUE,THU,SAT *"],
    ["0 0 * * 1-5/2", "0 0 ? * MON,WED,FRI *"],
    ["0 0 * * 1-7/2", "0 0 ? * MON,WED,FRI,SUN *"],
    ["0 0 * * 1/2", "0 0 ? * MON,WED,FRI *"],
    ["0 0 * * 4/2", "0 0 ? * THU,SAT *"],
    ["0 0 */1 * 3", "0 0 ? * WED *"],
    ["0 0 * * 1-3,Wed,5", "0 0 ? * MON,TUE,WED,FRI *"],
    ["0 0 * * MON,2,wed", "0 0 ? * MON-WED *"],
  ])("%s is %s", (five, six) => {
    expect(cron(five).expression).toBe(`cron(${six})`);
  });

  test("both days restricted mean either: that takes two schedules", () => {
    expect(() => cron("0 0 1 * 1")).toThrow(
      'cron("0 0 1 * 1"): Of the day-of-month and the day-of-week field, one must be "*", got "1" and "1": in standard ' +
        "cron both mean the days that fit either, which AWS can't say. " +
        'Make two schedules: "0 0 1 * *" and "0 0 * * 1".',
    );
    expect(() => cron("0 0 1 * */2")).toThrow("in standard cron a day must fit both then, which AWS can't say.");
  });

  test.each([
    ["0 0 * * ?", 'which has no "?", "L", "W" and "#", got "0 0 * * ?". AWS\'s six fields have: write "0 0 * * ? *".'],
    ["0 0 L * *", 'write "0 0 L * ? *".'],
    ["0 0 15W * *", 'write "0 0 15W * ? *".'],
    ["0 0 * * 5L", 'write "0 0 ? * 6L *".'],
    ["0 0 ? * 7", 'write "0 0 ? * 1 *".'],
    ["0 9 * * 5#2", 'write "0 9 ? * 6#2 *".'],
    ["0 0 * * MON#2", 'write "0 0 ? * MON#2 *".'],
    ["0 0 * * 8", 'The day-of-week field must be 0 to 7 (or SUN to SAT; 0 and 7 are SUN), with , - * and /, got "8".'],
    ["0 0 * * MONDAY", "The day-of-week field must be 0 to 7"],
    ["0 0 * * 1,,2", "The day-of-week field must be 0 to 7"],
    ["0 0 * * 1-", "The day-of-week field must be 0 to 7"],
    ["0 0 * * */0", "The day-of-week field must be 0 to 7"],
    ["0 0 * * 5-2", 'The day-of-week field must be ranges that go up, got "5-2". Write a list in place of the range.'],
    ["0 0 * * 7-2", "The day-of-week field must be ranges that go up"],
    ["0 0 32 * *", "The day-of-month field must be 1 to 31"],
    ["0 0 0 * *", "The day-of-month field must be 1 to 31"],
    ["0 24 * * *", "The hours field must be 0 to 23"],
    ["0 22-2 * * *", "The hours field must be ranges that go up"],
    ["0 0 * 13 *", "The month field must be 1 to 12"],
    ["every 5 minutes at noon", "The day-of-week field must be 0 to 7"],
  ])("%s is refused", (five, message) => {
    expect(() => cron(five)).toThrow(message);
  });
});

/** A field of days of the week as people write it, and which days, from Sunday, 0, it means. */
const day = fc.integer({ min: 0, max: 7 });
const item = fc.oneof(
  day.map((one) => ({ text: `${one}`, days: [one % 7] })),
  fc
    .tuple(day, day, fc.integer({ min: 1, max: 4 }))
    .filter(([from, to]) => from < to)
    .map(([from, to, step]) => {
      const days = Array.from({ length: 8 }, (_, one) => one).filter((one) => one >= from && one <= to);
      const taken = days.filter((one) => (one - from) % step === 0).map((one) => one % 7);
      return { text: step === 1 ? `${from}-${to}` : `${from}-${to}/${step}`, days: taken };
    }),
);
const weekdays = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
  text: items.map(({ text }) => text).join(","),
  days: new Set(items.flatMap(({ days }) => days)),
}));

test("any days of the week are those that standard cron means", () => {
  const from = new Date("2026-01-03T12:00Z"); // Saturday
  fc.assert(
    fc.property(weekdays, ({ text, days }) => {
      const week = Array.from({ length: 7 }, (_, index) => new Date(Date.UTC(2026, 0, 4 + index)));
      const expected = week.filter((date) => days.has(date.getUTCDay()));
      expect(nextRuns(`0 0 * * ${text}`, { from, count: expected.length })).toEqual(expected);
    }),
  );
});
