// What a scheduler has kept, the next one on the same folder has again, and goes on with.

import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  TagResourceCommand,
} from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, type TestContext, test } from "vitest";
import { aKeptEngine } from "../../support/kept-engine.ts";

const Arn = "arn:aws:sqs:us-east-1:000000000000:jobs";
const RoleArn = "arn:aws:iam::000000000000:role/scheduler";
const URL_OF_JOBS = "https://sqs.us-east-1.amazonaws.com/000000000000/jobs";
const MINUTE_MS = 60_000;

function aFolder(context: TestContext) {
  const { clock, start: startEngine } = aKeptEngine(context);
  const start = () => {
    const { config, end } = startEngine();
    const sqs = new SQSClient(config);
    const scheduler = new SchedulerClient(config);
    return {
      sqs,
      scheduler,
      end,
      create: (Name: string, ScheduleExpression: string, more: Partial<CreateScheduleCommandInput> = {}) =>
        scheduler.send(
          new CreateScheduleCommand({
            Name,
            ScheduleExpression,
            FlexibleTimeWindow: { Mode: "OFF" },
            Target: { Arn, RoleArn, Input: Name },
            ...more,
          }),
        ),
      createQueue: async () =>
        (await sqs.send(new CreateQueueCommand({ QueueName: "jobs", Attributes: { VisibilityTimeout: "0" } })))
          .QueueUrl,
      async bodies() {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: URL_OF_JOBS, MaxNumberOfMessages: 10 }),
        );
        return Messages.map(({ Body }) => Body);
      },
      names: async () => ((await scheduler.send(new ListSchedulesCommand({}))).Schedules ?? []).map(({ Name }) => Name),
    };
  };
  return { clock, start };
}

test("schedules and groups with their tags are there as they were", async (context) => {
  const { start } = aFolder(context);
  const first = start();
  const Tags = [{ Key: "team", Value: "mail" }];
  const { ScheduleGroupArn = "" } = await first.scheduler.send(new CreateScheduleGroupCommand({ Name: "mails", Tags }));
  await first.scheduler.send(
    new TagResourceCommand({ ResourceArn: ScheduleGroupArn, Tags: [{ Key: "cost", Value: "low" }] }),
  );
  await first.scheduler.send(new CreateScheduleGroupCommand({ Name: "gone" }));
  await first.create("a", "cron(0 3 * * ? *)", {
    GroupName: "mails",
    ScheduleExpressionTimezone: "Europe/Berlin",
    Description: "ü😀",
    EndDate: new Date(Date.UTC(2030, 0, 1)),
  });
  await first.create("b", "rate(5 minutes)", { State: "DISABLED" });
  await first.create("c", "rate(5 minutes)");
  await first.create("d", "rate(5 minutes)", { GroupName: "gone" });
  await first.scheduler.send(new DeleteScheduleCommand({ Name: "c" }));
  await first.scheduler.send(new DeleteScheduleGroupCommand({ Name: "gone" }));
  const get = async ({ scheduler }: ReturnType<typeof start>) => {
    const { $metadata: _, ...a } = await scheduler.send(new GetScheduleCommand({ Name: "a", GroupName: "mails" }));
    return a;
  };
  const before = await get(first);
  first.end();

  const second = start();
  expect(await get(second)).toEqual(before);
  expect(await second.names()).toEqual(["b", "a"]);
  const { ScheduleGroups = [] } = await second.scheduler.send(new ListScheduleGroupsCommand({}));
  expect(ScheduleGroups.map(({ Name }) => Name)).toEqual(["default", "mails"]);
  const tags = await second.scheduler.send(new ListTagsForResourceCommand({ ResourceArn: ScheduleGroupArn }));
  expect(tags.Tags).toEqual([...Tags, { Key: "cost", Value: "low" }]);
  second.end();
});

test("a schedule goes on where it was, and what was slept through is made up for once", async (context) => {
  const { clock, start } = aFolder(context);
  const first = start();
  await first.createQueue();
  await clock.advance(1000);
  await first.create("each", "rate(10 minutes)");
  await clock.advance(10 * MINUTE_MS);
  expect(await first.bodies()).toEqual(["each", "each"]);
  first.end();

  await clock.advance(34 * MINUTE_MS); // nobody runs
  const second = start();
  await clock.advance(0);
  expect(await second.bodies()).toEqual(["each", "each", "each"]);
  await clock.advance(6 * MINUTE_MS - 1);
  expect(await second.bodies()).toHaveLength(3);
  await clock.advance(1);
  expect(await second.bodies()).toHaveLength(4);
  second.end();
});

test("a one-time schedule that ran and was to go is gone; one that is due while nobody runs, runs afterwards", async (context) => {
  const { clock, start } = aFolder(context);
  const first = start();
  await first.createQueue();
  await first.create("early", "at(2026-01-01T12:05:00)", { ActionAfterCompletion: "DELETE" });
  await first.create("late", "at(2026-01-01T12:20:00)", { ActionAfterCompletion: "DELETE" });
  await clock.advance(6 * MINUTE_MS);
  expect(await first.bodies()).toEqual(["early"]);
  first.end();

  await clock.advance(60 * MINUTE_MS);
  const second = start();
  expect(await second.names()).toEqual(["late"]);
  await clock.advance(0);
  expect(await second.bodies()).toEqual(["early", "late"]);
  expect(await second.names()).toEqual([]);
  second.end();
});

test("a run that waits in its window, or to be tried again, is not lost with the process", async (context) => {
  const { clock, start } = aFolder(context);
  const first = start();
  await first.create("window", "at(2026-01-01T12:01:00)", {
    FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 10 },
  });
  await first.create("retried", "at(2026-01-01T12:01:00)");
  await clock.advance(MINUTE_MS); // the queue is missing yet
  first.end();

  const second = start();
  await second.createQueue();
  await clock.advance(60 * MINUTE_MS);
  expect((await second.bodies()).toSorted()).toEqual(["retried", "window"]);
  await second.sqs.send(new DeleteQueueCommand({ QueueUrl: URL_OF_JOBS }));
  second.end();
});
