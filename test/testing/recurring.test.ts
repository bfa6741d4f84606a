import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { at, cron, current, deadJobs, type JobOptions, job, rate } from "errand";
import { createHarness, type Harness } from "errand/testing";
import { expect, test } from "vitest";
import * as z from "zod";

const timesOf = (harness: Harness) => harness.ran.map(({ args, at }) => [...args, at.toISOString()].join(" "));

/** A job that keeps what it knew of its runs. */
function aReport(options: JobOptions<readonly [kind?: string]> = {}) {
  const runs: { readonly id: string | undefined; readonly scheduledAt: string | undefined }[] = [];
  const report = job(
    "report",
    (_kind?: string) => {
      const run = current();
      runs.push({ id: run?.id, scheduledAt: run?.scheduledAt?.toISOString() });
    },
    options,
  );
  return { report, runs };
}

test("a job runs by the schedules of its definition, with their arguments", async () => {
  const nightly = cron("0 3 * * ? *", { timeZone: "Europe/Berlin", args: ["nightly"] });
  const sundays = cron("30 7 * * 7", { args: ["weekly"] });
  const never = rate("1 minute", { args: ["never"], enabled: false });
  const { report, runs } = aReport({ schedule: [nightly, sundays, never] });
  await using harness = createHarness({ report }, { startAt: new Date("2026-03-27T12:00:00Z") });
  await harness.advance("3 days");
  expect(timesOf(harness)).toEqual([
    "nightly 2026-03-28T02:00:00.000Z",
    // Berlin puts its clocks forward at two in the night.
    "nightly 2026-03-29T01:00:00.000Z",
    "weekly 2026-03-29T07:30:00.000Z",
    "nightly 2026-03-30T01:00:00.000Z",
  ]);
  expect(runs[1]?.scheduledAt).toBe("2026-03-29T01:00:00.000Z");
  expect(runs[1]?.id).toMatch(/^job\.report\.[0-9a-f]{24}@2026-03-29T01:00:00Z$/);
});

test("schedules made from code have a name each, and are changed, listed and ended by it", async () => {
  const { report } = aReport();
  await using harness = createHarness({ report });
  await report.schedule("tenant-42", cron("0 9 * * ? *"), "first");
  await report.schedule("tenant/7 äöü", rate("12 hours"), "second");
  await report
    .with({ priority: "high" })
    .schedule("tenant-42", cron("0 18 * * ? *", { timeZone: "Asia/Tokyo" }), "changed");
  expect((await report.schedules()).toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
    {
      id: "tenant-42",
      job: "report",
      expression: "cron(0 18 * * ? *)",
      timeZone: "Asia/Tokyo",
      enabled: true,
      args: ["changed"],
      priority: "high",
    },
    {
      id: "tenant/7 äöü",
      job: "report",
      expression: "rate(12 hours)",
      timeZone: "UTC",
      enabled: true,
      args: ["second"],
      priority: "low",
    },
  ]);
  await harness.advance("1 day");
  expect(timesOf(harness)).toEqual([
    "second 2026-01-01T12:00:00.000Z",
    "second 2026-01-02T00:00:00.000Z",
    "changed 2026-01-02T09:00:00.000Z",
    "second 2026-01-02T12:00:00.000Z",
  ]);
  expect(await report.unschedule("tenant/7 äöü")).toBe(true);
  expect(await report.unschedule("tenant/7 äöü")).toBe(false);
  await harness.advance("1 day");
  expect(harness.ran.slice(4)).toMatchObject([{ args: ["changed"], priority: "high" }]);
});

test("a schedule that is ended may be made again", async () => {
  const { report } = aReport();
  await using harness = createHarness({ report });
  for (const round of [1, 2, 3]) {
    await report.schedule("tenant-42", cron("0 13 * * ? *"), `round ${round}`);
    if (round < 3) await report.unschedule("tenant-42");
  }
  await harness.advance("1 day");
  expect(harness.ran.map(({ args }) => args)).toEqual([["round 3"]]);
});

test("jobs with like names don't see each other's schedules", async () => {
  const run = () => {};
  const jobs = { a: job("send/mail", run), b: job("send-mail", run), c: job("send-mail-to-all-of-the-members-1", run) };
  const d = job("send-mail-to-all-of-the-members-2", run);
  await using harness = createHarness({ ...jobs, d });
  for (const each of [jobs.a, jobs.b, jobs.c, d]) await each.schedule("same", rate("1 day"));
  for (const each of [jobs.a, jobs.b, jobs.c, d]) expect(await each.schedules()).toHaveLength(1);
  await harness.drain();
  expect(harness.ran.map((entry) => entry.job).toSorted()).toEqual([
    "send-mail",
    "send-mail-to-all-of-the-members-1",
    "send-mail-to-all-of-the-members-2",
    "send/mail",
  ]);
});

test("a schedule that fires twice for one time is one run; one that is handed out again is run again", async () => {
  const { report, runs } = aReport();
  await using harness = createHarness({ report });
  const sqs = new SQSClient({
    requestHandler: harness.requestHandler,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const fire = (time: string) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: harness.environment["ERRAND_LOW_QUEUE_URL"],
        MessageBody: JSON.stringify({ function: "report", args: [], id: `job.report.x@${time}`, scheduledAt: time }),
      }),
    );
  await fire("2026-01-01T12:00:00Z");
  await fire("2026-01-01T12:00:00Z");
  await fire("2026-01-01T12:01:00Z");
  await harness.drain();
  expect(runs.map(({ scheduledAt }) => scheduledAt)).toEqual(["2026-01-01T12:00:00.000Z", "2026-01-01T12:01:00.000Z"]);
  await harness.advance("2 hours");
  // Hours later it was sent again on purpose, as out of a dead-letter queue.
  await fire("2026-01-01T12:00:00Z");
  await harness.drain();
  expect(runs).toHaveLength(3);
});

test("a one-time schedule that fires twice runs its job once", async () => {
  const { report, runs } = aReport();
  await using harness = createHarness({ report });
  await report.with({ delay: "1 hour" }).enqueue("held");
  await harness.advance("58 minutes");
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const { requestHandler } = harness;
  const scheduler = new SchedulerClient({ requestHandler, region: "us-east-1", credentials });
  const sqs = new SQSClient({ requestHandler, region: "us-east-1", credentials });
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ NamePrefix: "once." }));
  const asked = { GroupName: "errand", Name: Schedules[0]?.Name };
  const { Target } = await scheduler.send(new GetScheduleCommand(asked));
  await harness.advance("70 seconds"); // the first has been sent on by now
  const QueueUrl = harness.environment["ERRAND_LOW_QUEUE_URL"];
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: Target?.Input }));
  await harness.advance("1 hour");
  expect(runs).toHaveLength(1);
});

test("a run that fails is tried again as the same run, at the time of its schedule", async () => {
  const ids: (string | undefined)[] = [];
  const report = job(
    "report",
    () => {
      ids.push(`${current()?.attempt} ${current()?.id.split("@")[1]} ${current()?.scheduledAt?.toISOString()}`);
      throw new Error("no");
    },
    { schedule: cron("0 13 1 1 ? *"), retry: { attempts: 2, backoff: "constant", min: "1 hour", max: "1 hour" } },
  );
  await using harness = createHarness({ report });
  await harness.advance("1 day");
  expect(ids).toEqual([
    "1 2026-01-01T13:00:00Z 2026-01-01T13:00:00.000Z",
    "2 2026-01-01T13:00:00Z 2026-01-01T13:00:00.000Z",
  ]);
  // What is dead is sent back with its time, and doesn't expire by it.
  await deadJobs().retry({ where: { job: "report" } });
  await harness.drain();
  expect(ids).toHaveLength(3);
});

test("a run that comes too late expires by its job's own bound, counted from its time", async () => {
  const { report, runs } = aReport({ expiresIn: "10 minutes", schedule: cron("0 * * * ? *") });
  await using harness = createHarness({ report });
  harness.faults({ throttle: 1 });
  await harness.advance("90 minutes");
  harness.faults({});
  await harness.advance("90 minutes");
  expect(runs.map(({ scheduledAt }) => scheduledAt)).toEqual(["2026-01-01T14:00:00.000Z", "2026-01-01T15:00:00.000Z"]);
});

test("arguments that look like the scheduler's own words arrive as they were sent", async () => {
  const words = "at <aws.scheduler.scheduled-time>, by <aws.scheduler.schedule-arn>";
  const { report } = aReport({ schedule: rate("1 day", { args: [words] }) });
  await using harness = createHarness({ report });
  await report.with({ delay: "1 hour" }).enqueue(words);
  await harness.advance("2 hours");
  expect(harness.ran.map(({ args }) => args)).toEqual([[words], [words]]);
});

test.each<[string, (report: ReturnType<typeof aReport>["report"]) => Promise<unknown>, string, string]>([
  [
    "a time that is over",
    (report) => report.schedule("a", at("2026-01-01T12:59", { timeZone: "Europe/Berlin" })),
    "invalid_option",
    "must be a time to come",
  ],
  ["an id that is none", (report) => report.schedule("", rate("1 day")), "invalid_option", "1 to 128 characters"],
  ["half a character", (report) => report.schedule("\ud83d", rate("1 day")), "invalid_option", "all of them whole"],
  ["no schedule", (report) => report.schedule("a", "rate(1 day)" as never), "invalid_option", "what cron(…), rate(…)"],
  [
    "arguments that are no JSON",
    (report) => report.schedule("a", rate("1 day"), (() => {}) as never),
    "invalid_args",
    "args[0]",
  ],
  [
    "arguments in the schedule",
    (report) => report.schedule("a", rate("1 day", { args: ["x"] }) as never),
    "invalid_option",
    "stand after the schedule",
  ],
  ["a delay", (report) => report.with({ delay: 5 }).schedule("a", rate("1 day")), "invalid_option", '"delay"'],
  [
    "what is too large for a schedule",
    (report) => report.schedule("a", rate("1 day"), "x".repeat(300_000)),
    "args_too_large",
    "262,144 bytes",
  ],
])("%s is refused", async (_, act, code, message) => {
  const { report } = aReport();
  await using harness = createHarness({ report });
  await expect(act(report)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  expect(await report.schedules()).toEqual([]);
  expect(harness.ran).toEqual([]);
});

test("what runs once stands in no definition", () => {
  expect(() => aReport({ schedule: "rate(1 day)" as never })).toThrow(
    '"schedule" must be what cron(…) or rate(…) returns',
  );
});

test("fixed arguments that the job's schema does not take are told before anything runs", async () => {
  const jobs = {
    report: job("report", (_days: number) => {}, {
      args: z.tuple([z.number().max(31)]),
      schedule: rate("1 day", { args: [32] }),
    }),
  };
  await using harness = createHarness(jobs);
  await expect(harness.drain()).rejects.toMatchObject({
    code: "invalid_args",
    message: expect.stringContaining('Job "report", schedule rate(1 day)'),
  });
});
