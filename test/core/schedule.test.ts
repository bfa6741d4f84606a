import { at, cron, isErrandError, rate } from "errand";
import { describe, expect, test } from "vitest";
import { isSchedule } from "../../lib/core/schedule-mark.ts";

const invalid = (message: string | RegExp) =>
  expect.objectContaining({
    code: "invalid_option",
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });

describe("cron", () => {
  test("is a value with AWS's expression, its zone, its arguments, and whether it is enabled", () => {
    expect(cron("0 3 * * ? *")).toEqual({ expression: "cron(0 3 * * ? *)", timeZone: "UTC", args: [], enabled: true });
    expect(cron("0 3 * * ? *", { timeZone: "Europe/Berlin", args: ["weekly", { days: [1] }], enabled: false })).toEqual(
      {
        expression: "cron(0 3 * * ? *)",
        timeZone: "Europe/Berlin",
        args: ["weekly", { days: [1] }],
        enabled: false,
      },
    );
  });

  test.each([
    ["cron(0 3 * * ? *)", "cron(0 3 * * ? *)"],
    ["  0   3 L * ?\t2026 ", "cron(0 3 L * ? 2026)"],
    ["cron( 0 3 ? * FRI#2 * )", "cron(0 3 ? * FRI#2 *)"],
    ["0 3 * * 1", "cron(0 3 ? * MON *)"],
  ])("%s is taken as %s", (given, expression) => {
    expect(cron(given).expression).toBe(expression);
  });

  test("tells the field that is wrong, what it may be, and what came", () => {
    expect(() => cron("0 3 32 * ? *")).toThrow(
      invalid(
        'cron("0 3 32 * ? *"): The day-of-month field must be 1 to 31, with , - * and /; ' +
          'alone also L, L-1 to L-30, LW, or a day and W, got "32".',
      ),
    );
  });

  test.each([
    ["60 3 * * ? *", /^cron\("60 3 \* \* \? \*"\): The minutes field must be 0 to 59, with , - \* and \/, got "60"\.$/],
    ["0 24 * * ? *", /: The hours field must be 0 to 23, .*, got "24"\.$/],
    ["0 3 * 13 ? *", /: The month field must be 1 to 12 \(or JAN to DEC\), .*, got "13"\.$/],
    ["0 3 ? * 0 *", /: The day-of-week field must be 1 to 7 \(or SUN to SAT\), .*, got "0"\.$/],
    ["0 3 * * ? 1969", /: The year field must be 1970 to 2199, .*, got "1969"\.$/],
    ["0 3 * * * *", /exactly one must be "\?", got "\*" and "\*"\. Write "\?" in the one that says nothing/],
    ["0 3 ? * FRI-MON *", /must be ranges that go up, got "FRI-MON"\. Write what goes past the end as a list\.$/],
    ["0 3 ? * MON,WED#2 *", /: The day-of-week field must be .*, got "MON,WED#2"/],
    [
      "*/90 * * * *",
      /: The minutes field must be of steps up to 59, got "0\/90"\. .* use rate\(…\), as rate\("90 minutes"\)\.$/,
    ],
    ["0 0/24 * * ? *", /: The hours field must be of steps up to 23, got "0\/24"\./],
    ["0 3 ? * 2/2 *", /must be without steps, got "2\/2"\. .* Write a list: MON,WED,FRI\.$/],
    ["60 3 * * *", /^cron\("60 3 \* \* \*"\): The minutes field must be 0 to 59/],
    ["cron(0 3 * * 1)", /must be made of AWS's six fields .*Inside of cron\(…\) there must be six\.$/],
    ["@daily", /or the five of standard cron .*, got "@daily"\. Other kinds are made by rate\(…\) and at\(…\)\.$/],
    ["", /must be made of AWS's six fields/],
    ["rate(5 minutes)", /must be made of AWS's six fields/],
    ["0 0 3 * * ? *", /must be made of AWS's six fields/],
    [`${"0,".repeat(130)}0 3 * * ? *`, /must be at most 256 characters for AWS, got 277\./],
  ])("%s is refused", (expression, message) => {
    expect(() => cron(expression)).toThrow(invalid(message));
  });

  test.each([undefined, null, 5, {}, ["0 3 * * ? *"]])("%j is no expression", (expression) => {
    expect(() => cron(expression as unknown as string)).toThrow(invalid(/^cron\(expression\): its expression must be/));
  });
});

describe("options", () => {
  test.each([
    [{ timeZone: "Mars/Olympus" }, /: The time zone must be a name of the IANA database, .*, got "Mars\/Olympus"\.$/],
    [{ timeZone: "europe/berlin" }, /got "europe\/berlin"\. Write Europe\/Berlin\.$/],
    [{ timeZone: "+01:00" }, /The time zone must be/],
    [{ timeZone: null }, /: "timeZone" must be a name of the IANA database, as Europe\/Berlin, got null\./],
    [{ enabled: "no" }, /: "enabled" must be true or false, got "no"\./],
    [{ args: "weekly" }, /: "args" must be a list, got "weekly"\. Give the list of the run's arguments/],
    [{ args: [{ when: new Date(0) }] }, /: args\[0\]\["when"\] must be JSON, .*, got an object \(Date\)\./],
    [{ args: [1, Number.NaN] }, /: args\[1\] must be JSON, .*, got NaN\./],
    [{ tz: "UTC" }, /: options has no option "tz"; it knows timeZone, args, enabled\./],
    [null, /: options must be an object, got null\./],
  ])("%j is refused", (options, message) => {
    expect(() => cron("0 3 * * ? *", options as never)).toThrow(invalid(message));
  });

  test("names that the database has for the same zone are as good", () => {
    for (const timeZone of ["Asia/Kolkata", "Asia/Calcutta", "UTC", "Etc/UTC", "CET", "EST", "Japan"]) {
      expect(cron("0 3 * * ? *", { timeZone }).timeZone).toBe(timeZone);
    }
  });

  test.each(["BST", "IST", "PST", "SystemV/PST8"])("%s, which the database doesn't have, is no zone", (timeZone) => {
    expect(() => cron("0 3 * * ? *", { timeZone })).toThrow("The time zone must be a name of the IANA database");
  });

  test.each(["0 0 9 * * ? *", "0 0 9 * * ?"])("the seconds of Quartz in %s are told", (expression) => {
    expect(() => cron(expression)).toThrow("If the seconds stand first, as in Quartz, leave them out");
  });

  test("a cycle is no JSON", () => {
    const args: unknown[] = [];
    args.push([args]);
    expect(() => rate("1 day", { args: args as never })).toThrow(invalid(/: args\[0\]\[0\] must be JSON, .* a cycle/));
  });

  test("arguments are those of the definition, whatever becomes of the objects", () => {
    const member = { email: "ann@example.org" };
    const schedule = rate("1 day", { args: [member] });
    member.email = "eve@example.org";
    expect(schedule.args).toEqual([{ email: "ann@example.org" }]);
  });
});

describe("rate", () => {
  test.each([
    ["1 minute", "rate(1 minute)"],
    ["5 minutes", "rate(5 minutes)"],
    ["60m", "rate(1 hour)"],
    ["90m", "rate(90 minutes)"],
    [7200, "rate(2 hours)"],
    ["1.5h", "rate(90 minutes)"],
    ["36h", "rate(36 hours)"],
    ["1 day", "rate(1 day)"],
    ["2 weeks", "rate(14 days)"],
    [315_360_000, "rate(3650 days)"],
  ] as const)("%s is %s", (every, expression) => {
    expect(rate(every)).toEqual({ expression, timeZone: "UTC", args: [], enabled: true });
  });

  test.each([
    ["59s", /^rate\("59s"\) must be 1 minute to 10 years, got "59s"\./],
    ["90s", /^rate\("90s"\) must be whole minutes, got "90s"\. AWS's schedules know no seconds\.$/],
    [0, /must be 1 minute to 10 years/],
    [315_360_060, /must be 1 minute to 10 years/],
    ["soon", /written "90s", "15 minutes"/],
    [undefined, /must be 1 minute to 10 years/],
  ])("%s is refused", (every, message) => {
    expect(() => rate(every as never)).toThrow(invalid(message));
  });

  test("knows no zone", () => {
    expect(() => rate("1 day", { timeZone: "UTC" } as never)).toThrow(invalid(/it knows args, enabled\./));
  });
});

describe("at", () => {
  test.each([
    [new Date("2026-12-24T18:00:00Z"), undefined, "at(2026-12-24T18:00:00)", "UTC"],
    [new Date("2026-12-24T18:00:00.001Z"), undefined, "at(2026-12-24T18:00:01)", "UTC"],
    ["2026-12-24T18:00:30", "Europe/Berlin", "at(2026-12-24T18:00:30)", "Europe/Berlin"],
    ["2026-12-24T18:00+01:00", undefined, "at(2026-12-24T17:00:00)", "UTC"],
    ["2026-12-24T18:00:00.000Z", undefined, "at(2026-12-24T18:00:00)", "UTC"],
    ["2199-12-31T23:59:59", "America/New_York", "at(2199-12-31T23:59:59)", "America/New_York"],
    ["1970-01-01T00:00", "Asia/Tokyo", "at(1970-01-01T00:00:00)", "Asia/Tokyo"],
  ])("%s in %s is %s in %s", (time, zone, expression, timeZone) => {
    const schedule = at(time, zone === undefined ? {} : { timeZone: zone });
    expect(schedule).toEqual({ expression, timeZone, args: [], enabled: true });
  });

  test.each([
    ["2026-12-24T18:00", {}, /^at\("2026-12-24T18:00"\) must be a time whose zone is told/],
    [new Date(Number.NaN), {}, /^at\(Date\) must be a valid Date or a text .*, got "an invalid Date"\./],
    [new Date(0), { timeZone: "UTC" }, /^at\(Date\) is a Date: "timeZone" beside it must be left out, got "UTC"\./],
    ["2026-12-24T18:00Z", { timeZone: "UTC" }, /is a time with the offset Z: "timeZone" beside it must be left out/],
    ["2026-02-30T18:00", {}, /^at\("2026-02-30T18:00"\) must be a day and a time that exist/],
    ["2026-12-24T18:00", { timeZone: "Mars" }, /^at\("2026-12-24T18:00"\): The time zone must be/],
    ["2026-12-24T18:00Z", { args: [() => 1] }, /: args\[0\] must be JSON/],
    [
      "2026-10-25T02:30",
      { timeZone: "Europe/Berlin" },
      /Choose "2026-10-25T02:30\+02:00" or "2026-10-25T02:30\+01:00"/,
    ],
    [1_792_000_000, {}, /must be a valid Date or a text such as "2027-03-01T09:00"/],
    ["2026-12-24T18:00", { tz: "UTC" }, /has no option "tz"/],
  ])("%s is refused", (time, options, message) => {
    expect(() => at(time as Date, options as object)).toThrow(invalid(message));
  });
});

test("every error is Errand's own, and tells the cause", () => {
  let caught: unknown;
  try {
    cron("0 3 32 * ? *");
  } catch (error) {
    caught = error;
  }
  expect(isErrandError(caught, "invalid_option") && caught.cause).toMatchObject({ name: "ScheduleError" });
});

describe("a schedule is known", () => {
  test("over two copies of the package", () => {
    expect([cron("0 3 * * ? *"), rate("1 day"), at(new Date(0))].every(isSchedule)).toBe(true);
    const other = Object.defineProperty({}, Symbol.for("errand.schedule"), { value: true });
    expect(isSchedule(other)).toBe(true);
  });

  test("but not what only looks like one, or is a copy that nothing has checked", () => {
    const schedule = cron("0 3 * * ? *");
    for (const value of [{ ...schedule }, "cron(0 3 * * ? *)", null, undefined, 5, () => schedule]) {
      expect(isSchedule(value)).toBe(false);
    }
  });

  test("and can't be changed", () => {
    expect(Object.isFrozen(rate("1 day"))).toBe(true);
  });
});
