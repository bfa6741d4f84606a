import {
  GetScheduleCommand,
  ResourceNotFoundException,
  type ScheduleState,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { anEngineScheduler, aSchedule, queueArn } from "../../support/engine-scheduler.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// The clock starts at 2026-01-01T12:00:00Z.

describe("when a schedule runs", () => {
  test("a rate runs at once, then at its rate", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    await create({ ScheduleExpression: "rate(2 minutes)" });
    await clock.advance(0);
    expect(await bodies("jobs")).toEqual(["2026-01-01T12:00:00Z"]);
    await clock.advance(5 * MINUTE);
    expect(await bodies("jobs")).toEqual(["2026-01-01T12:02:00Z", "2026-01-01T12:04:00Z"]);
  });

  test("a rate runs at once on a slow machine too", async () => {
    const { create, clock, bodies } = await anEngineScheduler({ slow: true });
    await create({ ScheduleExpression: "rate(1 day)" });
    await clock.advance(MINUTE);
    expect(await bodies("jobs")).toEqual(["2026-01-01T12:00:00Z"]);
  });

  test("a rate with a start runs then for the first time", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    const StartDate = new Date("2026-01-01T12:30:30Z");
    await create({ ScheduleExpression: "rate(1 hour)", StartDate });
    await clock.advance(2 * HOUR);
    expect(await bodies("jobs")).toEqual(["2026-01-01T12:30:30Z", "2026-01-01T13:30:30Z"]);
  });

  test("a cron runs in its zone, to its end", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    await create({
      ScheduleExpression: "cron(0 9 * * ? *)",
      ScheduleExpressionTimezone: "America/New_York",
      EndDate: new Date("2026-01-03T15:00:00Z"),
    });
    await clock.advance(10 * DAY);
    expect(await bodies("jobs")).toEqual(["2026-01-01T14:00:00Z", "2026-01-02T14:00:00Z", "2026-01-03T14:00:00Z"]);
  });

  test("schedules run in the order of their times", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    for (const time of ["12:03:00", "12:01:00", "12:02:00", "12:01:30"]) {
      await create({ Name: time.replaceAll(":", "-"), ScheduleExpression: `at(2026-01-01T${time})` });
    }
    await clock.advance(HOUR);
    const times = ["12:01:00", "12:01:30", "12:02:00", "12:03:00"];
    expect(await bodies("jobs")).toEqual(times.map((time) => `2026-01-01T${time}Z`));
  });

  test("far ahead, past what a timer of Node can wait", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    await create({ ScheduleExpression: "at(2027-06-01T00:00:00)" });
    await clock.advance(365 * DAY);
    expect(await bodies("jobs")).toEqual([]);
    await clock.advance(151 * DAY);
    expect(await bodies("jobs")).toEqual(["2027-06-01T00:00:00Z"]);
  });

  test("one that is disabled doesn't run until it is enabled", async () => {
    const { create, clock, bodies, scheduler } = await anEngineScheduler();
    const set = (State: ScheduleState) =>
      scheduler.send(new UpdateScheduleCommand(aSchedule({ ScheduleExpression: "rate(1 hour)", State })));
    await create({ ScheduleExpression: "rate(1 hour)", State: "DISABLED" });
    await clock.advance(90 * MINUTE);
    expect(await bodies("jobs")).toEqual([]);
    await set("ENABLED");
    await clock.advance(HOUR);
    expect(await bodies("jobs")).toEqual(["2026-01-01T14:00:00Z"]);
    await set("DISABLED");
    await clock.advance(DAY);
    expect(await bodies("jobs")).toEqual([]);
  });

  test("an update doesn't repeat a run", async () => {
    const { create, clock, bodies, scheduler } = await anEngineScheduler();
    const given = { ScheduleExpression: "at(2026-01-01T12:10:00)" };
    await create(given);
    await clock.advance(10 * MINUTE + 30_000);
    await scheduler.send(new UpdateScheduleCommand(aSchedule({ ...given, Description: "done" })));
    await clock.advance(DAY);
    expect(await bodies("jobs")).toEqual(["2026-01-01T12:10:00Z"]);
  });

  test("once: now runs at once, what is longer past than a minute never", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    await create({ Name: "now", ScheduleExpression: "at(2026-01-01T11:59:30)" });
    await create({ Name: "past", ScheduleExpression: "at(2026-01-01T11:58:00)" });
    await clock.advance(DAY);
    expect(await bodies("jobs")).toEqual(["2026-01-01T11:59:30Z"]);
  });

  test("with an end in the past it never runs, and stays enabled", async () => {
    const { create, clock, bodies, scheduler } = await anEngineScheduler();
    await create({ EndDate: new Date("2025-12-01T00:00:00Z"), ActionAfterCompletion: "DELETE" });
    await clock.advance(DAY);
    expect(await bodies("jobs")).toEqual([]);
    expect(await scheduler.send(new GetScheduleCommand({ Name: "tick" }))).toMatchObject({ State: "ENABLED" });
  });

  test("of a flexible window it takes the moment that chance gives", async () => {
    const { create, clock, receive } = await anEngineScheduler({ random: () => 0.75 });
    await create({
      ScheduleExpression: "rate(10 minutes)",
      FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 20 },
    });
    await clock.advance(30 * MINUTE);
    const messages = await receive("jobs");
    // Windows overlap: no run waits for the one before.
    expect(messages.map(({ Body, Attributes }) => [Body, new Date(Number(Attributes?.["SentTimestamp"]))])).toEqual([
      ["2026-01-01T12:00:00Z", new Date("2026-01-01T12:15:00Z")],
      ["2026-01-01T12:10:00Z", new Date("2026-01-01T12:25:00Z")],
    ]);
  });

  test("of runs that were slept through, the one that was due next is made up for", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    await create({ ScheduleExpression: "rate(5 minutes)" });
    await clock.advance(0);
    expect(await bodies("jobs")).toHaveLength(1);
    clock.sleep(HOUR + 90_000);
    await clock.advance(4 * MINUTE);
    expect(await bodies("jobs")).toEqual(["2026-01-01T12:05:00Z", "2026-01-01T13:05:00Z"]);
  });
});

describe("when it has run for the last time", () => {
  test.each([
    ["once", { ScheduleExpression: "at(2026-01-01T12:01:00)" }],
    ["to its end", { ScheduleExpression: "rate(1 minute)", EndDate: new Date("2026-01-01T12:02:00Z") }],
  ])("it is deleted where that is asked for: %s", async (_, given) => {
    const { create, clock, scheduler } = await anEngineScheduler();
    await create({ ...given, Name: "kept" });
    await create({ ...given, Name: "gone", ActionAfterCompletion: "DELETE" });
    await clock.advance(59_000);
    await scheduler.send(new GetScheduleCommand({ Name: "gone" }));
    await clock.advance(2 * MINUTE);

    const gone = scheduler.send(new GetScheduleCommand({ Name: "gone" }));
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(scheduler.send(new GetScheduleCommand({ Name: "kept" }))).resolves.toBeDefined();
  });

  test("it is deleted after its last retry, not before", async () => {
    const { create, clock, scheduler } = await anEngineScheduler();
    await create({
      ScheduleExpression: "at(2026-01-01T12:01:00)",
      ActionAfterCompletion: "DELETE",
      Target: { Arn: queueArn("later"), RetryPolicy: { MaximumRetryAttempts: 1 } },
    });
    await clock.advance(90_000);
    await expect(scheduler.send(new GetScheduleCommand({ Name: "tick" }))).resolves.toBeDefined();
    await clock.advance(MINUTE);
    await expect(scheduler.send(new GetScheduleCommand({ Name: "tick" }))).rejects.toThrow("does not exist");
  });
});

describe("what is sent", () => {
  test("the placeholders in the input are filled in", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    const names = ["scheduled-time", "schedule-arn", "execution-id", "attempt-number", "unknown"];
    const Input = JSON.stringify(names.map((name) => `<aws.scheduler.${name}>`));
    await create({ ScheduleExpression: "at(2026-01-01T12:01:00)", Target: { Input } });
    await clock.advance(MINUTE);
    const [body = ""] = await bodies("jobs");
    expect(JSON.parse(body)).toEqual([
      "2026-01-01T12:01:00Z",
      "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick",
      expect.stringMatching(/^[0-9a-f]{16}$/),
      "1",
      "<aws.scheduler.unknown>",
    ]);
  });

  test("without an input it is AWS's notification", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    await create({ ScheduleExpression: "at(2026-01-01T12:01:00)", Target: { Input: undefined } });
    await clock.advance(MINUTE);
    const [body = ""] = await bodies("jobs");
    expect(JSON.parse(body)).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: "000000000000",
      time: "2026-01-01T12:01:00Z",
      region: "us-east-1",
      resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick"],
      detail: "{}",
    });
  });

  test("the group id goes along", async () => {
    const { create, clock, receive } = await anEngineScheduler();
    await create({ ScheduleExpression: "rate(1 hour)", Target: { SqsParameters: { MessageGroupId: "tenant-a" } } });
    await clock.advance(0);
    expect(await receive("jobs")).toMatchObject([{ Attributes: { MessageGroupId: "tenant-a" } }]);
  });
});

describe("what can't be delivered", () => {
  const once = { ScheduleExpression: "at(2026-01-01T12:01:00)" };
  const deadLetters = { DeadLetterConfig: { Arn: queueArn("dead") } };

  test("is tried again, and arrives when the queue is there", async () => {
    const { create, clock, bodies, sqs } = await anEngineScheduler();
    const Input = "<aws.scheduler.scheduled-time> <aws.scheduler.attempt-number>";
    await create({ ...once, Target: { Arn: queueArn("later"), Input, ...deadLetters } });
    await clock.advance(3 * MINUTE);
    await sqs.send(new CreateQueueCommand({ QueueName: "later" }));
    await clock.advance(HOUR);
    expect(await bodies("later")).toEqual(["2026-01-01T12:01:00Z 3"]);
    expect(await bodies("dead")).toEqual([]);
  });

  test("is dead-lettered when its retries are used up, with AWS's attributes", async () => {
    const { create, clock, receive } = await anEngineScheduler();
    const RetryPolicy = { MaximumRetryAttempts: 2 };
    await create({ ...once, Target: { Arn: queueArn("none"), Input: "hello", RetryPolicy, ...deadLetters } });
    await clock.advance(DAY);

    const [message, ...others] = await receive("dead");
    expect(others).toEqual([]);
    expect(JSON.parse(message?.Body ?? "")).toEqual({
      MessageBody: "hello",
      QueueUrl: "https://sqs.us-east-1.amazonaws.com/000000000000/none",
    });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      ERROR_CODE: "AWS.SimpleQueueService.NonExistentQueue",
      ERROR_MESSAGE: "The specified queue does not exist for this wsdl version.",
      EXECUTION_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: "2",
      SCHEDULED_TIME: "2026-01-01T12:01:00Z",
      SCHEDULE_ARN: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick",
      TARGET_ARN: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage",
    });
  });

  test("or when it is too old", async () => {
    const { create, clock, receive } = await anEngineScheduler();
    const RetryPolicy = { MaximumEventAgeInSeconds: 90 };
    await create({ ...once, Target: { Arn: queueArn("none"), RetryPolicy, ...deadLetters } });
    await clock.advance(MINUTE + 89_000);
    expect(await receive("dead")).toEqual([]);
    await clock.advance(1_000);
    expect(await receive("dead")).toMatchObject([
      {
        MessageAttributes: {
          EXHAUSTED_RETRY_CONDITION: { StringValue: "MaximumEventAgeInSeconds" },
          RETRY_ATTEMPTS: { StringValue: "2" },
        },
      },
    ]);
  });

  test("and without a retry when none would help", async () => {
    const { create, clock, receive } = await anEngineScheduler();
    await create({ ...once, Target: { Input: "\u0000", ...deadLetters } });
    await clock.advance(MINUTE);
    const [message] = await receive("dead");
    expect(message?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: "InvalidMessageContents" },
      RETRY_ATTEMPTS: { StringValue: "0" },
    });
    expect(message?.MessageAttributes).not.toHaveProperty("EXHAUSTED_RETRY_CONDITION");
  });

  test("a payload that is too large is cut", async () => {
    const { create, clock, receive } = await anEngineScheduler();
    await create({ ...once, Target: { Input: "é".repeat(600_000), ...deadLetters } });
    await clock.advance(MINUTE);
    const [message] = await receive("dead");
    expect(message?.MessageAttributes).toMatchObject({ IS_PAYLOAD_TRUNCATED: { StringValue: "true" } });
    expect(message?.Body).toMatch(/^\{"MessageBody":"é{500000}/);
  });

  test("a target of another service is as one that can't be reached", async () => {
    const { create, clock, receive } = await anEngineScheduler();
    const Arn = "arn:aws:lambda:us-east-1:000000000000:function:report";
    await create({ ...once, Target: { Arn, Input: "{}", RetryPolicy: { MaximumRetryAttempts: 0 }, ...deadLetters } });
    await clock.advance(MINUTE);
    expect(await receive("dead")).toMatchObject([
      {
        Body: "{}",
        MessageAttributes: {
          ERROR_CODE: { StringValue: "AWS.Scheduler.InternalServerError" },
          ERROR_MESSAGE: { StringValue: expect.stringContaining("SQS queues only") },
          TARGET_ARN: { StringValue: Arn },
        },
      },
    ]);
  });

  test("is gone where there is no dead-letter queue, and holds up nothing", async () => {
    const { create, clock, bodies } = await anEngineScheduler();
    const target = { Arn: queueArn("none"), RetryPolicy: { MaximumRetryAttempts: 0 } };
    await create({ Name: "none", ...once, Target: target });
    await create({ Name: "no-dead", ...once, Target: { ...target, DeadLetterConfig: { Arn: queueArn("none") } } });
    await create({ ScheduleExpression: "rate(1 hour)" });
    await clock.advance(HOUR);
    expect(await bodies("jobs")).toHaveLength(2);
  });

  test("is tried with the target of an update, and not any more when the schedule is disabled", async () => {
    const { create, clock, bodies, scheduler } = await anEngineScheduler();
    for (const Name of ["mended", "stopped"]) await create({ Name, ...once, Target: { Arn: queueArn("none") } });
    await clock.advance(90_000);
    await scheduler.send(new UpdateScheduleCommand(aSchedule({ Name: "mended", ...once })));
    await scheduler.send(new UpdateScheduleCommand(aSchedule({ Name: "stopped", ...once, State: "DISABLED" })));
    await clock.advance(DAY);
    expect(await bodies("jobs")).toEqual(["2026-01-01T12:01:00Z"]);
  });
});

test("an engine that is closed runs no schedule and leaves no timer", async () => {
  const { create, clock, engine, bodies } = await anEngineScheduler();
  await create();
  await create({ Name: "other", Target: { Arn: queueArn("none") } });
  await clock.advance(MINUTE);
  expect(await bodies("jobs")).toHaveLength(2);

  engine.close();

  expect(clock.timers()).toBe(0);
  await clock.advance(DAY);
  expect(await bodies("jobs")).toEqual([]);
});

test("however many schedules there are, they cost one timer", async () => {
  const { create, clock } = await anEngineScheduler();
  for (let number = 0; number < 500; number++) {
    await create({ Name: `s-${number}`, ScheduleExpression: `rate(${number + 1} hours)` });
  }
  await clock.advance(1);
  expect(clock.timers()).toBe(1);
});
