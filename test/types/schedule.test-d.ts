import { at, cron, type Duration, job, lazy, nextRuns, rate, type Schedule } from "errand";
import { describe, expectTypeOf, test } from "vitest";
import * as z from "zod";

/** What a function's schedules may be. */
type ScheduleFor<F extends (...args: never[]) => unknown> = Schedule<Readonly<Parameters<F>>>;

interface Member {
  readonly email: string;
  readonly tags: string[];
}

type Report = (kind: "weekly" | "daily", days?: number) => void;
type Birthdays = (lists: string[], member: Member) => void;
type Nightly = () => void;

describe("a schedule has the types of its arguments", () => {
  test("none", () => {
    expectTypeOf(cron("0 3 * * ? *")).toEqualTypeOf<Schedule<[]>>();
    expectTypeOf(rate("5 minutes", { enabled: false })).toEqualTypeOf<Schedule<[]>>();
    expectTypeOf(at(new Date())).toEqualTypeOf<Schedule<[]>>();
  });

  test("as they are written, literally", () => {
    expectTypeOf(cron("0 3 * * ? *", { args: ["weekly"] }).args).toExtend<readonly ["weekly"]>();
    expectTypeOf(rate("1 day", { args: ["weekly", 3] }).args).toExtend<readonly ["weekly", 3]>();
    expectTypeOf(at("2026-12-24T18:00", { args: [{ email: "a" }] }).args).toExtend<readonly [{ email: "a" }]>();
  });

  test("any is a Schedule", () => {
    expectTypeOf(cron("0 3 * * ? *", { args: ["weekly", 3] })).toExtend<Schedule>();
    expectTypeOf(cron).returns.not.toBeAny();
  });
});

describe("they are checked against a function's parameters", () => {
  test("what it takes compiles", () => {
    expectTypeOf(cron("0 3 * * ? *", { args: ["weekly"] })).toExtend<ScheduleFor<Report>>();
    expectTypeOf(rate("1 day", { args: ["daily", 1] })).toExtend<ScheduleFor<Report>>();
    expectTypeOf(rate("1 day")).toExtend<ScheduleFor<Nightly>>();
  });

  test("also where it wants lists that it could change, and objects", () => {
    const given = cron("0 3 * * ? *", { args: [["a", "b"], { email: "ann@example.org", tags: ["new"] }] });
    expectTypeOf(given).toExtend<ScheduleFor<Birthdays>>();
    const member: Member = { email: "ann@example.org", tags: [] };
    expectTypeOf(rate("1 day", { args: [["a"], member] })).toExtend<ScheduleFor<Birthdays>>();
  });

  test("where the context asks for it", () => {
    const direct: ScheduleFor<Report> = cron("0 3 * * ? *", { args: ["weekly"] });
    const listed: readonly ScheduleFor<Report>[] = [rate("1 day", { args: ["daily"] }), direct];
    expectTypeOf(listed).not.toBeAny();
  });

  test("what it doesn't take does not compile", () => {
    expectTypeOf(rate("1 day")).not.toExtend<ScheduleFor<Report>>();
    expectTypeOf(cron("0 3 * * ? *", { args: ["monthly"] })).not.toExtend<ScheduleFor<Report>>();
    expectTypeOf(cron("0 3 * * ? *", { args: ["weekly", "3"] })).not.toExtend<ScheduleFor<Report>>();
    expectTypeOf(cron("0 3 * * ? *", { args: ["weekly", 3, 4] })).not.toExtend<ScheduleFor<Report>>();
    expectTypeOf(cron("0 3 * * ? *", { args: ["weekly"] })).not.toExtend<ScheduleFor<Nightly>>();
    // @ts-expect-error no such kind
    const wrong: ScheduleFor<Report> = cron("0 3 * * ? *", { args: ["monthly"] });
    expectTypeOf(wrong).not.toBeAny();
  });
});

test("options and times", () => {
  expectTypeOf<Parameters<typeof rate>[0]>().toEqualTypeOf<Duration>();
  // @ts-expect-error a rate is the same in every zone
  rate("1 day", { timeZone: "Europe/Berlin" });
  // @ts-expect-error no such unit
  rate("1 fortnight");
  // @ts-expect-error arguments are a list
  cron("0 3 * * ? *", { args: "weekly" });
  // @ts-expect-error a number is no time
  at(5);
});

test("next runs", () => {
  const options = { from: new Date(), count: 3 };
  expectTypeOf(nextRuns(cron("0 3 * * ? *", { args: ["weekly"] }), options)).toEqualTypeOf<readonly Date[]>();
  expectTypeOf(nextRuns("rate(5 minutes)", { ...options, timeZone: "UTC" })).toEqualTypeOf<readonly Date[]>();
  // @ts-expect-error how many?
  nextRuns("rate(5 minutes)", { from: new Date() });
});

describe("a job's own schedules", () => {
  const report: Report = () => {};

  test("give it the arguments that it takes", () => {
    const weekly = cron("0 3 ? * SUN *", { args: ["weekly"] });
    expectTypeOf(job("report", report, { schedule: weekly })).not.toBeAny();
    job("report", report, { schedule: [weekly, rate("1 day", { args: ["daily", 3] })] });
    job(
      "report",
      lazy(async () => report),
      { schedule: weekly },
    );
    job("nightly", () => {}, { schedule: cron("0 3 * * ? *") });
    job("checked", (kind: string) => kind, { args: z.tuple([z.string()]), schedule: weekly });
  });

  test("and no others", () => {
    // @ts-expect-error: it takes one argument at least
    job("report", report, { schedule: cron("0 3 ? * SUN *") });
    // @ts-expect-error: "monthly" is none of its kinds
    job("report", report, { schedule: [cron("0 3 ? * SUN *", { args: ["monthly"] })] });
    // @ts-expect-error: the schema wants a text
    job("checked", (kind: string) => kind, { args: z.tuple([z.string()]), schedule: rate("1 day", { args: [3] }) });
  });

  test("made from code have the arguments beside them", () => {
    const posted = job("report", report);
    expectTypeOf(posted.schedule("tenant-42", rate("1 day"), "weekly", 3)).toEqualTypeOf<Promise<void>>();
    // @ts-expect-error: it takes one argument at least
    posted.schedule("tenant-42", rate("1 day"));
    // @ts-expect-error: the arguments don't stand in the schedule
    posted.schedule("tenant-42", rate("1 day", { args: ["weekly"] }), "weekly");
  });
});
