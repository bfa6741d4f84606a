// Schedules that fire into queues: when, with what, and what happens when they can't.

import { GetScheduleCommand, ResourceNotFoundException } from "@aws-sdk/client-scheduler";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import { atIn, createSchedule, toTime, type Wish } from "../scheduling.ts";
import type { Target } from "../target.ts";

const DAY = 86_400;

/** A schedule into a queue of its own. */
async function into(target: Target, wish: Wish, attributes: Record<string, string> = {}) {
  const queue = await target.createQueue({ MessageRetentionPeriod: "1209600", ...attributes });
  const Input = "<aws.scheduler.scheduled-time>";
  const queueArn = await target.arnOf(queue);
  const made = await createSchedule(target, { queueArn, ...wish, aim: { Input, ...wish.aim } });
  return { queue, ...made };
}

/** Lets days pass and tells at what times the schedule fired, as its messages say. */
async function firings(target: Target, queue: string, seconds: number) {
  await target.time.pass(seconds);
  return (await target.bodies(queue, 1_000, { MaxNumberOfMessages: 10 })).toSorted();
}

/** The manual clock starts on 1 January 2026, 12:00 UTC; zones change theirs on 29 March and 25 October. */
const dayOf = (target: Target, day: string): number => (Date.parse(`${day}T00:00:00Z`) - target.time.now()) / 1_000;

async function firesAt(target: Target, from: string, days: number, wish: Wish) {
  await target.time.pass(dayOf(target, from));
  const { queue } = await into(target, wish);
  return await firings(target, queue, days * DAY);
}

export const firing: readonly Case[] = [
  {
    name: "a schedule for one time sends its input to its queue, then",
    async run(target) {
      const { queue } = await into(target, { ScheduleExpression: atIn(target, 2), aim: { Input: "hello" } });

      await target.time.pass(2);

      expect((await target.receiveOne(queue)).Body).toBe("hello");
    },
  },
  {
    name: "placeholders in the input are replaced",
    async run(target) {
      const Input = JSON.stringify({
        arn: "<aws.scheduler.schedule-arn>",
        time: "<aws.scheduler.scheduled-time>",
        id: "<aws.scheduler.execution-id>",
        attempt: "<aws.scheduler.attempt-number>",
      });
      const due = toTime(target.time.now() + 2_000);
      const { queue, ScheduleArn } = await into(target, { ScheduleExpression: `at(${due})`, aim: { Input } });

      await target.time.pass(2);

      const body = JSON.parse((await target.receiveOne(queue)).Body ?? "{}") as Record<string, unknown>;
      expect(body).toEqual({ arn: ScheduleArn, time: `${due}Z`, id: expect.stringMatching(/^[\w-]+$/), attempt: "1" });
    },
  },
  {
    name: "a schedule that is to be deleted after its completion is gone when it has fired",
    async run(target) {
      const ScheduleExpression = atIn(target, 2);
      const { queue, Name } = await into(target, { ScheduleExpression, ActionAfterCompletion: "DELETE" });
      await target.time.pass(2);
      await target.receiveOne(queue);

      const reading = () => target.scheduler.send(new GetScheduleCommand({ Name }));
      await target.eventually(() => expectRefusal(reading(), ResourceNotFoundException));
    },
  },
  {
    name: "a schedule into a FIFO queue has its group",
    async run(target) {
      const attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
      const SqsParameters = { MessageGroupId: "nightly" };
      const wish = { ScheduleExpression: atIn(target, 2), aim: { SqsParameters } };
      const { queue } = await into(target, wish, attributes);

      await target.time.pass(2);

      const { Attributes } = await target.receiveOne(queue, { MessageSystemAttributeNames: ["MessageGroupId"] });
      expect(Attributes).toEqual({ MessageGroupId: "nightly" });
    },
  },
  {
    name: "a schedule for a time in a zone fires at that zone's time",
    movesClock: true,
    async run(target) {
      const times = await firesAt(target, "2026-07-01", 1, {
        ScheduleExpression: "at(2026-07-01T09:00:00)",
        ScheduleExpressionTimezone: "America/New_York",
      });

      expect(times).toEqual(["2026-07-01T13:00:00Z"]);
    },
  },
  {
    name: "a rate fires at its start date, and then each time that its interval is over",
    movesClock: true,
    async run(target) {
      const StartDate = new Date("2026-01-02T00:00:00Z");
      const { queue } = await into(target, { ScheduleExpression: "rate(20 minutes)", StartDate });

      const times = await firings(target, queue, dayOf(target, "2026-01-02") + 3_600);

      expect(times).toEqual(["00:00", "00:20", "00:40", "01:00"].map((time) => `2026-01-02T${time}:00Z`));
    },
  },
  {
    name: "a schedule does not fire after its end date",
    movesClock: true,
    async run(target) {
      const EndDate = new Date("2026-01-03T12:00:00Z");
      const { queue } = await into(target, { ScheduleExpression: "cron(0 0 * * ? *)", EndDate });

      const times = await firings(target, queue, 10 * DAY);

      expect(times).toEqual(["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"]);
    },
  },
  {
    name: "a disabled schedule does not fire",
    movesClock: true,
    async run(target) {
      const { queue } = await into(target, { ScheduleExpression: "rate(1 minute)", State: "DISABLED" });

      expect(await firings(target, queue, 3_600)).toEqual([]);
    },
  },
  {
    name: "where clocks go forward, a run in the missing hour is skipped",
    movesClock: true,
    async run(target) {
      const times = await firesAt(target, "2026-03-28", 3, {
        ScheduleExpression: "cron(30 2 * * ? *)",
        ScheduleExpressionTimezone: "Europe/Berlin",
      });

      expect(times).toEqual(["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"]);
    },
  },
  {
    name: "where clocks go back, a run in the doubled hour happens once",
    movesClock: true,
    async run(target) {
      const times = await firesAt(target, "2026-10-24", 3, {
        ScheduleExpression: "cron(30 2 * * ? *)",
        ScheduleExpressionTimezone: "Europe/Berlin",
      });

      expect(times).toHaveLength(3);
      expect(times[0]).toBe("2026-10-24T00:30:00Z");
      expect(times[1]).toMatch(/^2026-10-25T0[01]:30:00Z$/);
      expect(times[2]).toBe("2026-10-26T01:30:00Z");
    },
  },
  ...(
    [
      ["the last day of a month", "cron(0 0 L * ? *)", ["2026-01-31", "2026-02-28", "2026-03-31"]],
      ["the last weekday of a month", "cron(0 0 LW * ? *)", ["2026-01-30", "2026-02-27", "2026-03-31"]],
      ["the second Tuesday of a month", "cron(0 0 ? * 3#2 *)", ["2026-01-13", "2026-02-10", "2026-03-10"]],
      ["the last Friday of a month", "cron(0 0 ? * 6L *)", ["2026-01-30", "2026-02-27", "2026-03-27"]],
      ["the weekday nearest to the 15th", "cron(0 0 15W * ? *)", ["2026-01-15", "2026-02-16", "2026-03-16"]],
      [
        "Sundays of one year's January, by number",
        "cron(0 0 ? 1 1 2026)",
        ["2026-01-04", "2026-01-11", "2026-01-18", "2026-01-25"],
      ],
    ] as const
  ).map(
    ([what, ScheduleExpression, days]): Case => ({
      name: `${ScheduleExpression} fires on ${what}`,
      movesClock: true,
      async run(target) {
        const { queue } = await into(target, { ScheduleExpression });

        // Past the retention of fourteen days: what each step brought is received in it.
        const times: (string | undefined)[] = [];
        for (let week = 0; week < 13; week++) times.push(...(await firings(target, queue, 7 * DAY)));
        expect([...new Set(times)].toSorted()).toEqual(days.map((day) => `${day}T00:00:00Z`));
      },
    }),
  ),
  {
    name: "a flexible window fires once within it",
    movesClock: true,
    async run(target) {
      const FlexibleTimeWindow = { Mode: "FLEXIBLE" as const, MaximumWindowInMinutes: 15 };
      const { queue } = await into(target, { ScheduleExpression: atIn(target, 60), FlexibleTimeWindow });
      await target.time.pass(59);
      expect(await target.receive(queue)).toEqual([]);

      expect(await firings(target, queue, 15 * 60 + 1)).toHaveLength(1);
    },
  },
  {
    name: "what can't be sent is tried again, and then goes to the schedule's dead-letter queue with what went wrong",
    movesClock: true,
    async run(target) {
      const dead = await target.createQueue();
      const Arn = await target.arnOf(dead);
      const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3_600 };
      const wish = {
        ScheduleExpression: atIn(target, 60),
        aim: { Input: "x", RetryPolicy, DeadLetterConfig: { Arn } },
      };
      const { queue, ScheduleArn } = await into(target, wish);
      await target.sqs.send(new DeleteQueueCommand({ QueueUrl: queue }));

      await target.time.pass(3_700);

      const buried = await target.receiveOne(dead, { MessageAttributeNames: ["All"] });
      expect(JSON.parse(buried.Body ?? "{}")).toMatchObject({ MessageBody: "x" });
      expect(buried.MessageAttributes).toMatchObject({
        SCHEDULE_ARN: { StringValue: ScheduleArn },
        TARGET_ARN: { StringValue: expect.stringMatching(/^arn:aws:/) },
        RETRY_ATTEMPTS: { StringValue: "2" },
        EXHAUSTED_RETRY_CONDITION: { StringValue: "MaximumRetryAttempts" },
        ERROR_CODE: { StringValue: expect.stringMatching(/./) },
        ERROR_MESSAGE: { StringValue: expect.stringMatching(/./) },
      });
    },
  },
];
