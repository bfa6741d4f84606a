import fc from "fast-check";
import { expect, test } from "vitest";
import { nextAfter } from "../../lib/schedule/next-run.ts";
import { parse } from "../../lib/schedule/parse.ts";

test.each([
  ["", 'The schedule expression must be at(…), rate(…) or cron(…), got "".'],
  ["every day", "The schedule expression must be"],
  ["cron(* * * * ? *) ", "The schedule expression must be"],
  ["rate(0 minutes)", 'must be a whole number from 1 and minutes, hours or days, as 5 minutes, got "0 minutes".'],
  ["rate(30 seconds)", "The scheduler knows no seconds."],
  ["rate(1.5 hours)", "The rate must be"],
  ["rate(5)", "The rate must be"],
  ["rate(-5 minutes)", "The rate must be"],
  ["at(2026-02-30T00:00:00)", 'got "2026-02-30T00:00:00".'],
  ["at(2026-02-03T24:00:00)", "The time of at() must be"],
  ["at(2026-02-03T00:00:00Z)", "The time of at() must be"],
  ["at(2026-02-03)", "The time of at() must be"],
  ["at(1969-02-03T00:00:00)", "The time of at() must be a date of 1970 to 2199"],
  [
    "cron(* * * * ?)",
    "The cron expression must be six fields (minutes, hours, day of month, month, day of week, year)",
  ],
  ["cron()", "must be six fields"],
  ["cron(0 * * * * ? *)", "must be six fields"],
  ["cron(0 0 * * * *)", 'exactly one must be "?", got "*" and "*".'],
  ["cron(0 0 1 * MON *)", 'exactly one must be "?", got "1" and "MON".'],
  ["cron(0 0 ? * ? *)", 'exactly one must be "?", got "?" and "?".'],
  ["cron(60 0 * * ? *)", 'The minutes field must be 0 to 59, with , - * and /, got "60".'],
  ["cron(0 24 * * ? *)", "The hours field must be 0 to 23"],
  ["cron(0 0 0 * ? *)", "The day-of-month field must be 1 to 31"],
  ["cron(0 0 32W * ? *)", 'The day-of-month field must be 1 to 31, with , - * and /, got "32W".'],
  ["cron(0 0 L-31 * ? *)", "alone also L, L-1 to L-30, LW"],
  ["cron(0 0 L,15 * ? *)", "alone also L"],
  ["cron(0 0 * 13 ? *)", "The month field must be 1 to 12 (or JAN to DEC)"],
  ["cron(0 0 * JUNE ? *)", "The month field must be"],
  ["cron(0 0 ? * 0 *)", "The day-of-week field must be 1 to 7 (or SUN to SAT)"],
  ["cron(0 0 ? * 8 *)", "The day-of-week field must be"],
  ["cron(0 0 ? * MON#6 *)", "a day, # and 1 to 5"],
  ["cron(0 0 ? * FRI-MON *)", "ranges that go up"],
  ["cron(0 0 * * ? 1969)", "The year field must be 1970 to 2199"],
  ["cron(0 0 * * ? ?)", "The year field must be"],
  ["cron(0/0 0 * * ? *)", "The minutes field must be"],
  ["cron(1,,2 0 * * ? *)", "The minutes field must be"],
  ["cron(1- 0 * * ? *)", "The minutes field must be"],
  ["cron(5-1 0 * * ? *)", "ranges that go up"],
])("%s is refused, and the message says where", (expression, message) => {
  expect(() => parse(expression)).toThrow(message);
});

test.each(["rate(1 minute)", "rate(1 minutes)", "rate(5 hour)", "rate(7 days)"])("%s is taken, as by AWS", (text) => {
  expect(parse(text).kind).toBe("rate");
});

const wild = fc.stringMatching(/^[0-9LW#?*,/A-Z-]{1,6}$/);
const oneOf = (...likely: string[]) => fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...likely) }, wild);
const cron = fc
  .tuple(
    oneOf("*", "0", "5/7", "1-59/2", "0,30", "60", "L"),
    oneOf("*", "0", "8-18", "23/1", "24"),
    oneOf("?", "?", "*", "L", "LW", "L-2", "L-30", "15W", "31W", "1,15", "31", "30"),
    oneOf("*", "FEB", "2", "1-12/3", "4,6"),
    oneOf("?", "MON", "2-6", "L", "6L", "2#5", "SUN,SAT"),
    oneOf("*", "2026", "2026/4", "1970", "2199"),
  )
  .map((fields) => `cron(${fields.join(" ")})`);

test("whatever is written is read, or refused with a ScheduleError; what is read has a next run or none", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: cron }, fc.string()), (expression) => {
      let schedule: ReturnType<typeof parse>;
      try {
        schedule = parse(expression);
      } catch (error) {
        expect(error).toMatchObject({ name: "ScheduleError" });
        return;
      }
      read += 1;
      const next = nextAfter(schedule, { after: Date.UTC(2026, 0, 1) });
      expect(next === undefined || next > Date.UTC(2026, 0, 1)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(100);
});
