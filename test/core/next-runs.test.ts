import { at, cron, nextRuns, rate } from "errand";
import { describe, expect, test } from "vitest";

const from = new Date("2026-11-21T00:00:00Z");
const told = (runs: readonly Date[]) => runs.map((run) => run.toISOString().replace(":00.000Z", "Z"));

describe("the next runs", () => {
  test("of a schedule, in its zone", () => {
    const schedule = cron("0 9 * * 1-5", { timeZone: "Europe/Berlin" });
    const expected = ["2026-11-23T08:00Z", "2026-11-24T08:00Z", "2026-11-25T08:00Z"];
    expect(told(nextRuns(schedule, { from, count: 3 }))).toEqual(expected);
    expect(told(nextRuns(schedule, { from, count: 3, timeZone: "Europe/Berlin" }))).toEqual(expected);
  });

  test("of one that is disabled, all the same", () => {
    expect(nextRuns(rate("1 day", { enabled: false }), { from, count: 1 })).toHaveLength(1);
  });

  test.each([
    ["cron(0 9 ? * MON-FRI *)", ["2026-11-23T08:00Z", "2026-11-24T08:00Z"]],
    ["0 9 ? * MON-FRI *", ["2026-11-23T08:00Z", "2026-11-24T08:00Z"]],
    ["0 9 * * 1-5", ["2026-11-23T08:00Z", "2026-11-24T08:00Z"]],
    ["at(2026-11-21T12:00:00)", ["2026-11-21T11:00Z"]],
    [" rate(2 hours) ", ["2026-11-21T02:00Z", "2026-11-21T04:00Z"]],
  ])("of the text %j, in the zone given", (text, expected) => {
    expect(told(nextRuns(text, { from, count: 2, timeZone: "Europe/Berlin" }))).toEqual(expected);
  });

  test("of a text in UTC, where no zone is given", () => {
    expect(told(nextRuns("0 9 * * *", { from, count: 1 }))).toEqual(["2026-11-21T09:00Z"]);
  });

  test("of a rate are counted from the time that is asked after", () => {
    const later = new Date("2026-11-21T00:07:30Z");
    const runs = nextRuns(rate("10 minutes"), { from: later, count: 2 });
    expect(runs.map((run) => run.toISOString())).toEqual(["2026-11-21T00:17:30.000Z", "2026-11-21T00:27:30.000Z"]);
  });

  test("are fewer where there are no more", () => {
    expect(told(nextRuns(at("2026-12-24T18:00Z"), { from, count: 5 }))).toEqual(["2026-12-24T18:00Z"]);
    expect(nextRuns("0 0 30 2 ? *", { from, count: 5 })).toEqual([]);
    expect(nextRuns("rate(1 day)", { from: new Date(8.64e15), count: 5 })).toEqual([]);
  });

  test("can be a thousand", () => {
    const runs = nextRuns("* * * * *", { from, count: 1000 });
    expect(runs.at(-1)).toEqual(new Date(from.getTime() + 1000 * 60_000));
  });
});

describe("what can't be told is refused", () => {
  const options = { from, count: 1 };

  test.each<[unknown, unknown, RegExp]>([
    [
      rate("1 day"),
      { ...options, timeZone: "Asia/Tokyo" },
      /: "timeZone" must be the schedule's own, UTC, or left out/,
    ],
    ["0 3 32 * *", options, /^nextRuns\("0 3 32 \* \*"\): The day-of-month field must be 1 to 31/],
    ["cron(0 3 * * 1)", options, /^nextRuns\("cron\(0 3 \* \* 1\)"\): The cron expression must be six fields/],
    ["rate(5 seconds)", options, /^nextRuns\("rate\(5 seconds\)"\): The rate must be .* got "5 seconds"\./],
    ["at(2026-02-30T00:00:00)", options, /^nextRuns\("at\(2026-02-30T00:00:00\)"\): The time of at\(\) must be/],
    ["rate(1 day)", { ...options, timeZone: "Mars" }, /^nextRuns\("rate\(1 day\)"\): The time zone must be/],
    [{ expression: "rate(1 day)" }, options, /^nextRuns\(schedule\) must be a schedule or a text, got an object/],
    [undefined, options, /must be a schedule or a text, got undefined/],
    ["* * * * *", { from, count: 0 }, /"count" must be a whole number from 1 to 1000, got 0\./],
    ["* * * * *", { from, count: 1001 }, /"count" must be/],
    ["* * * * *", { from, count: 1.5 }, /"count" must be/],
    ["* * * * *", { from: "2026-11-21", count: 1 }, /"from" must be a valid Date, got "2026-11-21"\./],
    ["* * * * *", { from: new Date(Number.NaN), count: 1 }, /"from" must be a valid Date/],
    ["* * * * *", { count: 1 }, /"from" must be a valid Date, got undefined\./],
    ["* * * * *", { ...options, tz: "UTC" }, /has no option "tz"; it knows from, count, timeZone/],
    ["* * * * *", undefined, /options must be { from, count }, got undefined/],
  ])("%j with %j", (schedule, given, message) => {
    const refused = expect.objectContaining({ code: "invalid_option", message: expect.stringMatching(message) });
    expect(() => nextRuns(schedule as string, given as typeof options)).toThrow(refused);
  });
});

test("an entry of a job's schedules tells its next runs as its schedule does", () => {
  const entry = {
    id: "tenant-42",
    job: "report",
    expression: "cron(0 3 * * ? *)",
    timeZone: "Europe/Berlin",
    args: [],
  };
  const options = { from: new Date("2026-11-21T00:00:00Z"), count: 1 };
  expect(nextRuns(entry, options)).toEqual([new Date("2026-11-21T02:00:00Z")]);
});
