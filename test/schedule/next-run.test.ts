import { describe, expect, test } from "vitest";
import { nextAfter } from "../../lib/schedule/next-run.ts";
import { parse } from "../../lib/schedule/parse.ts";

interface Options {
  readonly timeZone?: string;
  readonly start?: string;
  readonly end?: string;
}

/** The runs after a time, as many as are asked for or as there are. */
function runsOf(expression: string, from: string, count: number, { timeZone, start, end }: Options = {}): string[] {
  const schedule = parse(expression);
  const bounds = { timeZone, start: start && Date.parse(start), end: end && Date.parse(end) };
  const runs: string[] = [];
  let after = Date.parse(from);
  while (runs.length < count) {
    const next = nextAfter(schedule, {
      timeZone: bounds.timeZone,
      after,
      start: bounds.start || undefined,
      end: bounds.end || undefined,
    });
    if (next === undefined) break;
    runs.push(new Date(next).toISOString().replace(":00.000Z", "Z"));
    after = next;
  }
  return runs;
}

describe("cron: what AWS writes otherwise than others", () => {
  test.each([
    ["a value and a step go on to the end", "5/20 * * * ? *", ["2026-01-01T00:05Z", "2026-01-01T00:25Z"]],
    ["a step alone starts at the lowest", "0 */10 * * ? *", ["2026-01-01T10:00Z", "2026-01-01T20:00Z"]],
    ["a step past the end leaves its start", "0/60 * * * ? *", ["2026-01-01T01:00Z", "2026-01-01T02:00Z"]],
    ["a range with a step", "0 8-18/5 * * ? *", ["2026-01-01T08:00Z", "2026-01-01T13:00Z", "2026-01-01T18:00Z"]],
    ["a list", "0,30 9 * * ? *", ["2026-01-01T09:00Z", "2026-01-01T09:30Z", "2026-01-02T09:00Z"]],
    ["Sunday is 1", "0 0 ? * 1 *", ["2026-01-04T00:00Z", "2026-01-11T00:00Z"]],
    ["Saturday is 7, and L", "0 0 ? * 7 *", ["2026-01-03T00:00Z", "2026-01-10T00:00Z"]],
    ["L among weekdays", "0 0 ? * L *", ["2026-01-03T00:00Z", "2026-01-10T00:00Z"]],
    ["names of days, in any case", "0 0 ? * mon-Tue *", ["2026-01-05T00:00Z", "2026-01-06T00:00Z"]],
    ["weekdays by number", "0 0 ? * 2-6 *", ["2026-01-02T00:00Z", "2026-01-05T00:00Z"]],
    ["every second day of the week", "0 0 ? * */2 *", ["2026-01-03T00:00Z", "2026-01-04T00:00Z"]],
    ["names of months", "0 0 1 FEB,apr ? *", ["2026-02-01T00:00Z", "2026-04-01T00:00Z", "2027-02-01T00:00Z"]],
    ["the last day of a month", "0 12 L * ? *", ["2026-01-31T12:00Z", "2026-02-28T12:00Z", "2026-03-31T12:00Z"]],
    ["the third day before it", "0 12 L-3 * ? *", ["2026-01-28T12:00Z", "2026-02-25T12:00Z", "2026-03-28T12:00Z"]],
    ["in a leap year", "0 0 L-3 2 ? 2028", ["2028-02-26T00:00Z"]],
    ["only where the month is long enough", "0 0 L-30 * ? *", ["2026-03-01T00:00Z", "2026-05-01T00:00Z"]],
    ["the last weekday of a month", "0 12 LW * ? *", ["2026-01-30T12:00Z", "2026-02-27T12:00Z", "2026-03-31T12:00Z"]],
    ["the weekday nearest to a day", "0 12 15W * ? *", ["2026-01-15T12:00Z", "2026-02-16T12:00Z", "2026-03-16T12:00Z"]],
    ["which stays in its month", "0 0 1W 8 ? *", ["2026-08-03T00:00Z", "2027-08-02T00:00Z"]],
    ["the second Tuesday", "0 0 ? * 3#2 *", ["2026-01-13T00:00Z", "2026-02-10T00:00Z", "2026-03-10T00:00Z"]],
    ["by its name", "0 0 ? * TUE#2 *", ["2026-01-13T00:00Z", "2026-02-10T00:00Z"]],
    ["a fifth Friday", "0 0 ? * FRI#5 *", ["2026-01-30T00:00Z", "2026-05-29T00:00Z"]],
    ["the last Friday", "0 0 ? * 6L *", ["2026-01-30T00:00Z", "2026-02-27T00:00Z"]],
    ["the last Friday by its name", "0 0 ? * FRIL *", ["2026-01-30T00:00Z", "2026-02-27T00:00Z"]],
    ["years", "0 0 1 1 ? 2027-2028", ["2027-01-01T00:00Z", "2028-01-01T00:00Z"]],
    ["years with a step", "0 0 1 1 ? 2020/10", ["2030-01-01T00:00Z", "2040-01-01T00:00Z"]],
    ["a leap day", "0 0 29 2 ? *", ["2028-02-29T00:00Z", "2032-02-29T00:00Z", "2036-02-29T00:00Z"]],
    ["the year 2100 is no leap year", "0 0 29 2 ? 2096/2", ["2096-02-29T00:00Z", "2104-02-29T00:00Z"]],
    ["a day that never comes", "0 0 30 2 ? *", []],
    ["a year that is over", "0 0 1 1 ? 2025", []],
  ])("%s: cron(%s)", (_, fields, expected) => {
    const enough = Math.max(expected.length, 1);
    expect(runsOf(`cron(${fields})`, "2026-01-01T00:00:00Z", enough)).toEqual(expected);
  });
});

describe("the clock is put forward: what would be in the missing hour is skipped", () => {
  test.each([
    ["Europe/Berlin", "30 2 * * ? *", "2026-03-28T00:00Z", ["2026-03-28T01:30Z", "2026-03-30T00:30Z"]],
    ["Europe/Berlin", "0 3 * * ? *", "2026-03-28T12:00Z", ["2026-03-29T01:00Z", "2026-03-30T01:00Z"]],
    ["Europe/Berlin", "0/30 * * * ? *", "2026-03-29T00:00Z", ["2026-03-29T00:30Z", "2026-03-29T01:00Z"]],
    ["Europe/Berlin", "15 1-3 * * ? *", "2026-03-28T12:00Z", ["2026-03-29T00:15Z", "2026-03-29T01:15Z"]],
    ["America/New_York", "30 2 * * ? *", "2026-03-07T00:00Z", ["2026-03-07T07:30Z", "2026-03-09T06:30Z"]],
    ["America/New_York", "0 3 * * ? *", "2026-03-07T12:00Z", ["2026-03-08T07:00Z", "2026-03-09T07:00Z"]],
    ["America/New_York", "0/30 * * * ? *", "2026-03-08T06:00Z", ["2026-03-08T06:30Z", "2026-03-08T07:00Z"]],
  ])("%s, cron(%s) after %s", (timeZone, fields, from, expected) => {
    expect(runsOf(`cron(${fields})`, from, expected.length, { timeZone })).toEqual(expected);
  });
});

describe("the clock is put back: what is in the doubled hour runs once, the first time", () => {
  test.each([
    ["Europe/Berlin", "30 2 * * ? *", "2026-10-24T12:00Z", ["2026-10-25T00:30Z", "2026-10-26T01:30Z"]],
    ["Europe/Berlin", "0 2 * * ? *", "2026-10-24T12:00Z", ["2026-10-25T00:00Z", "2026-10-26T01:00Z"]],
    ["Europe/Berlin", "0/30 * * * ? *", "2026-10-25T00:00Z", ["2026-10-25T00:30Z", "2026-10-25T02:00Z"]],
    ["Europe/Berlin", "0/30 * * * ? *", "2026-10-25T01:10Z", ["2026-10-25T02:00Z"]],
    ["America/New_York", "30 1 * * ? *", "2026-10-31T12:00Z", ["2026-11-01T05:30Z", "2026-11-02T06:30Z"]],
    ["America/New_York", "0 1 * * ? *", "2026-10-31T12:00Z", ["2026-11-01T05:00Z", "2026-11-02T06:00Z"]],
    ["America/New_York", "0/30 * * * ? *", "2026-11-01T05:00Z", ["2026-11-01T05:30Z", "2026-11-01T07:00Z"]],
  ])("%s, cron(%s) after %s", (timeZone, fields, from, expected) => {
    expect(runsOf(`cron(${fields})`, from, expected.length, { timeZone })).toEqual(expected);
  });
});

describe("zones", () => {
  test.each([
    ["Asia/Kathmandu", "2026-06-01T03:15Z"],
    ["Asia/Kolkata", "2026-06-01T03:30Z"],
    ["Pacific/Auckland", "2026-06-01T21:00Z"],
    ["Pacific/Kiritimati", "2026-06-01T19:00Z"],
    ["America/Los_Angeles", "2026-06-01T16:00Z"],
  ])("nine o'clock in %s", (timeZone, expected) => {
    expect(runsOf("cron(0 9 * * ? *)", "2026-06-01T00:00Z", 1, { timeZone })).toEqual([expected]);
  });

  test.each(["Mars/Olympus", "+01:00", ""])('"%s" is none', (timeZone) => {
    const next = () => nextAfter(parse("cron(0 9 * * ? *)"), { timeZone, after: 0 });
    expect(next).toThrow(
      `The time zone must be a name of the IANA database, as Europe/Berlin or UTC, got "${timeZone}".`,
    );
  });
});

describe("at", () => {
  test.each([
    ["UTC", "at(2026-07-01T09:30:00)", "2026-07-01T09:30Z"],
    ["Europe/Berlin", "at(2026-07-01T09:30:00)", "2026-07-01T07:30Z"],
    ["Europe/Berlin", "at(2026-03-29T02:30:00)", "2026-03-29T01:30Z"],
    ["Europe/Berlin", "at(2026-10-25T02:30:00)", "2026-10-25T00:30Z"],
    ["America/New_York", "at(2026-03-08T02:30:00)", "2026-03-08T07:30Z"],
    ["America/New_York", "at(2026-11-01T01:30:00)", "2026-11-01T05:30Z"],
  ])("in %s, %s runs once, whatever the dates are", (timeZone, expression, expected) => {
    const ignored = { start: "2027-01-01T00:00Z", end: "2025-01-01T00:00Z" };
    expect(runsOf(expression, "2026-01-01T00:00Z", 2, { timeZone, ...ignored })).toEqual([expected]);
  });

  test("its time is not after itself", () => {
    expect(runsOf("at(2026-07-01T09:30:00)", "2026-07-01T09:30Z", 1)).toEqual([]);
  });
});

describe("rate", () => {
  test("counts from its start, which is its first run", () => {
    const start = "2026-01-01T00:07Z";
    expect(runsOf("rate(10 minutes)", "2026-01-01T00:00Z", 2, { start })).toEqual([
      "2026-01-01T00:07Z",
      "2026-01-01T00:17Z",
    ]);
    expect(runsOf("rate(10 minutes)", "2026-01-01T03:00Z", 1, { start })).toEqual(["2026-01-01T03:07Z"]);
  });

  test("a day has 24 hours, also when the clock is put forward", () => {
    const start = "2026-03-28T08:00Z";
    const runs = runsOf("rate(1 day)", start, 2, { start, timeZone: "Europe/Berlin" });
    expect(runs).toEqual(["2026-03-29T08:00Z", "2026-03-30T08:00Z"]);
  });

  test("without a start it counts from the time that is asked after", () => {
    expect(runsOf("rate(2 hours)", "2026-01-01T00:30Z", 2)).toEqual(["2026-01-01T02:30Z", "2026-01-01T04:30Z"]);
  });
});

test("start and end are the first and the last moment", () => {
  const dates = { start: "2026-01-02T09:00Z", end: "2026-01-04T09:00Z" };
  const expected = ["2026-01-02T09:00Z", "2026-01-03T09:00Z", "2026-01-04T09:00Z"];
  expect(runsOf("cron(0 9 * * ? *)", "2026-01-01T00:00Z", 9, dates)).toEqual(expected);
  expect(runsOf("rate(1 day)", "2026-01-01T00:00Z", 9, dates)).toEqual(expected);
});

test("more patterns than are kept are walked all the same", () => {
  for (let minute = 0; minute < 150; minute++) {
    const fields = `${minute % 60} ${Math.floor(minute / 60)} * * ? *`;
    expect(runsOf(`cron(${fields})`, "2026-01-01T12:00Z", 1)[0]).toMatch(/^2026-01-02/);
  }
});
