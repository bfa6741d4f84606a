import {
  ConflictException,
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  UpdateScheduleCommand,
  ValidationException,
} from "@aws-sdk/client-scheduler";
import { describe, expect, test } from "vitest";
import { anEngineScheduler, aSchedule, queueArn, ROLE_ARN } from "../../support/engine-scheduler.ts";

const ARN = "arn:aws:scheduler:us-east-1:000000000000:schedule";

test("what is created can be got, with AWS's defaults", async () => {
  const { create, scheduler } = await anEngineScheduler();

  const { ScheduleArn } = await create();
  const { $metadata, ...schedule } = await scheduler.send(new GetScheduleCommand({ Name: "tick" }));

  expect(ScheduleArn).toBe(`${ARN}/default/tick`);
  expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(schedule).toEqual({
    Arn: ScheduleArn,
    Name: "tick",
    GroupName: "default",
    ScheduleExpression: "rate(1 minute)",
    ScheduleExpressionTimezone: "UTC",
    State: "ENABLED",
    ActionAfterCompletion: "NONE",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: queueArn("jobs"),
      RoleArn: ROLE_ARN,
      Input: "<aws.scheduler.scheduled-time>",
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    },
    CreationDate: new Date("2026-01-01T12:00:00Z"),
    LastModificationDate: new Date("2026-01-01T12:00:00Z"),
  });
});

test("everything that is given is kept", async () => {
  const { scheduler } = await anEngineScheduler();
  await scheduler.send(new CreateScheduleGroupCommand({ Name: "reports" }));
  const given = {
    Name: "nightly",
    GroupName: "reports",
    ScheduleExpression: "cron(0 3 * * ? *)",
    ScheduleExpressionTimezone: "Europe/Berlin",
    StartDate: new Date("2026-02-01T00:00:00.500Z"),
    EndDate: new Date("2026-03-01T00:00:00Z"),
    Description: "Every night",
    State: "DISABLED" as const,
    KmsKeyArn: "arn:aws:kms:us-east-1:000000000000:key/a",
    ActionAfterCompletion: "DELETE" as const,
    FlexibleTimeWindow: { Mode: "FLEXIBLE" as const, MaximumWindowInMinutes: 15 },
    Target: {
      Arn: queueArn("orders.fifo"),
      RoleArn: ROLE_ARN,
      Input: "{}",
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      DeadLetterConfig: { Arn: queueArn("dead") },
      SqsParameters: { MessageGroupId: "a" },
      EcsParameters: { TaskDefinitionArn: "arn:aws:ecs:us-east-1:000000000000:task-definition/t" },
    },
  };
  await scheduler.send(new CreateScheduleCommand(given));

  const schedule = await scheduler.send(new GetScheduleCommand({ Name: "nightly", GroupName: "reports" }));

  expect(schedule).toMatchObject(given);
});

test("an update replaces all of it: what it leaves out has its default afterwards", async () => {
  const { create, scheduler, clock } = await anEngineScheduler();
  await create({ Description: "old", State: "DISABLED" });
  await clock.advance(5_000);

  await scheduler.send(new UpdateScheduleCommand(aSchedule({ ScheduleExpression: "rate(2 hours)" })));

  const schedule = await scheduler.send(new GetScheduleCommand({ Name: "tick" }));
  expect(schedule).toMatchObject({ ScheduleExpression: "rate(2 hours)", State: "ENABLED" });
  expect(schedule.Description).toBeUndefined();
  expect(schedule.CreationDate).toEqual(new Date("2026-01-01T12:00:00Z"));
  expect(schedule.LastModificationDate).toEqual(new Date("2026-01-01T12:00:05Z"));
});

test("what is deleted is gone, and its name is free", async () => {
  const { create, scheduler } = await anEngineScheduler();
  await create();
  await scheduler.send(new DeleteScheduleCommand({ Name: "tick" }));

  const got = scheduler.send(new GetScheduleCommand({ Name: "tick" }));
  await expect(got).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(create()).resolves.toBeDefined();
});

describe("errors are AWS's", () => {
  test("a name that is taken", async () => {
    const { create, scheduler } = await anEngineScheduler();
    await create();
    const error = await create().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConflictException);
    expect(error).toMatchObject({ message: "Schedule tick already exists." });
    await scheduler.send(new CreateScheduleGroupCommand({ Name: "other" }));
    await expect(create({ GroupName: "other" })).resolves.toBeDefined();
  });

  test.each([
    ["GetSchedule", new GetScheduleCommand({ Name: "none" }), "Schedule none does not exist."],
    ["DeleteSchedule", new DeleteScheduleCommand({ Name: "none" }), "Schedule none does not exist."],
    ["UpdateSchedule", new UpdateScheduleCommand(aSchedule({ Name: "none" })), "Schedule none does not exist."],
    ["ListSchedules", new ListSchedulesCommand({ GroupName: "none" }), "Schedule group none does not exist."],
    [
      "CreateSchedule",
      new CreateScheduleCommand(aSchedule({ GroupName: "none" })),
      "Schedule group none does not exist.",
    ],
  ])("%s of what is not there", async (_, command, message) => {
    const { scheduler } = await anEngineScheduler();
    const error = await scheduler.send(command as GetScheduleCommand).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error).toMatchObject({ message });
  });

  test.each([
    ["a name", { Name: "a b" }, "Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular"],
    ["a long name", { Name: "a".repeat(65) }, "Member must have length less than or equal to 64"],
    ["a cron", { ScheduleExpression: "cron(0 3 * * *)" }, "Invalid Schedule Expression cron(0 3 * * *). The cron exp"],
    ["seconds", { ScheduleExpression: "rate(30 seconds)" }, "Invalid Schedule Expression rate(30 seconds)."],
    ["a zone", { ScheduleExpressionTimezone: "Mars" }, "Invalid Schedule Expression Timezone Mars."],
    ["a state", { State: "PAUSED" as "DISABLED" }, "at 'state' failed to satisfy constraint: Member must satisfy enum"],
    ["an old start", { StartDate: new Date("2026-01-01T11:54:00Z") }, "cannot be earlier than 5 minutes ago."],
    [
      "an end before the start",
      { StartDate: new Date("2026-02-01T00:00:00Z"), EndDate: new Date("2026-01-31T00:00:00Z") },
      "The StartDate you specify must come before the EndDate.",
    ],
    ["no window", { FlexibleTimeWindow: { Mode: "FLEXIBLE" as const } }, "must have MaximumWindowInMinutes"],
    ["a window and OFF", { FlexibleTimeWindow: { Mode: "OFF" as const, MaximumWindowInMinutes: 1 } }, "must not have"],
    ["a target", { Target: { Arn: "jobs" } }, "Provided Arn is not in correct format."],
    ["a role", { Target: { RoleArn: "me" } }, "Value 'me' at 'target.roleArn' failed to satisfy constraint"],
    ["an empty input", { Target: { Input: "" } }, "at 'target.input' failed to satisfy constraint"],
    [
      "a FIFO dead-letter queue",
      { Target: { DeadLetterConfig: { Arn: queueArn("dead.fifo") } } },
      "at 'target.deadLetterConfig.arn' failed to satisfy constraint",
    ],
    [
      "retries",
      { Target: { RetryPolicy: { MaximumRetryAttempts: 186 } } },
      "Value '186' at 'target.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value",
    ],
  ])("what is wrong: %s", async (_, given, message) => {
    const { create } = await anEngineScheduler();
    const error = await create(given).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValidationException);
    expect(error).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe("a request that comes again under its client token", () => {
  test("has its effect once, and the same answer", async () => {
    const { create, scheduler } = await anEngineScheduler();
    const first = await create({ ClientToken: "a" });
    const second = await create({ ClientToken: "a" });
    expect(second.ScheduleArn).toBe(first.ScheduleArn);

    await scheduler.send(new DeleteScheduleCommand({ Name: "tick", ClientToken: "b" }));
    await scheduler.send(new DeleteScheduleCommand({ Name: "tick", ClientToken: "b" }));
    await expect(scheduler.send(new DeleteScheduleCommand({ Name: "tick" }))).rejects.toThrow("does not exist");
  });

  test("is a conflict when it asks for something else", async () => {
    const { create } = await anEngineScheduler();
    await create({ ClientToken: "a" });
    await expect(create({ ClientToken: "a", Name: "other" })).rejects.toBeInstanceOf(ConflictException);
  });

  test("is forgotten after ten minutes, and what failed is not kept", async () => {
    const { create, clock, scheduler } = await anEngineScheduler();
    await expect(create({ ClientToken: "a", GroupName: "g" })).rejects.toThrow("does not exist");
    await scheduler.send(new CreateScheduleGroupCommand({ Name: "g" }));
    await create({ ClientToken: "a", GroupName: "g", State: "DISABLED" });
    await clock.advance(600_000);
    await expect(create({ ClientToken: "a", GroupName: "g" })).rejects.toThrow("already exists");
  });
});

describe("listing", () => {
  async function withSome() {
    const some = await anEngineScheduler();
    await some.scheduler.send(new CreateScheduleGroupCommand({ Name: "reports" }));
    for (const Name of ["b-2", "a", "b-1", "c"])
      await some.create({ Name, State: Name === "c" ? "DISABLED" : "ENABLED" });
    await some.create({ Name: "b-3", GroupName: "reports" });
    const list = async (input: object) => {
      const { Schedules = [], NextToken } = await some.scheduler.send(new ListSchedulesCommand(input));
      return { names: Schedules.map(({ GroupName, Name }) => `${GroupName}/${Name}`), NextToken };
    };
    return { ...some, list };
  }

  test("is by group, by the beginning of the name and by state", async () => {
    const { list } = await withSome();
    expect(await list({})).toEqual({ names: ["default/a", "default/b-1", "default/b-2", "default/c", "reports/b-3"] });
    expect(await list({ GroupName: "reports" })).toEqual({ names: ["reports/b-3"] });
    expect(await list({ NamePrefix: "b-" })).toEqual({ names: ["default/b-1", "default/b-2", "reports/b-3"] });
    expect(await list({ State: "DISABLED" })).toEqual({ names: ["default/c"] });
  });

  test("gives a summary of each", async () => {
    const { scheduler } = await withSome();
    const { Schedules } = await scheduler.send(new ListSchedulesCommand({ GroupName: "reports" }));
    const date = new Date("2026-01-01T12:00:00Z");
    expect(Schedules).toEqual([
      {
        Arn: `${ARN}/reports/b-3`,
        Name: "b-3",
        GroupName: "reports",
        State: "ENABLED",
        CreationDate: date,
        LastModificationDate: date,
        Target: { Arn: queueArn("jobs") },
      },
    ]);
  });

  test("goes page by page, whatever is deleted in between", async () => {
    const { scheduler, list } = await withSome();
    const first = await list({ MaxResults: 2 });
    expect(first.names).toEqual(["default/a", "default/b-1"]);
    await scheduler.send(new DeleteScheduleCommand({ Name: "b-1" }));
    const rest = await list({ MaxResults: 3, NextToken: first.NextToken });
    expect(rest).toEqual({ names: ["default/b-2", "default/c", "reports/b-3"] });

    let pages = 0;
    for await (const { Schedules } of paginateListSchedules({ client: scheduler, pageSize: 1 }, {})) {
      pages += Schedules?.length ?? 0;
    }
    expect(pages).toBe(4);
  });

  test("has at most 100 a page", async () => {
    const { list } = await withSome();
    await expect(list({ MaxResults: 101 })).rejects.toBeInstanceOf(ValidationException);
    await expect(list({ MaxResults: 0 })).rejects.toBeInstanceOf(ValidationException);
  });
});
