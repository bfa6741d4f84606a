// Tasks that move dead letters: back where they came from, or elsewhere.

import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  ResourceNotFoundException,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

/** A pair of queues with so many dead letters. */
async function withDead(target: Target, count: number) {
  const pair = await target.createPair(1);
  const bodies = Array.from({ length: count }, (_, n) => `body ${n}`);
  await target.sendMany(pair.queue, bodies);
  await target.collect(pair.queue, count, { VisibilityTimeout: 0, MaxNumberOfMessages: 10 });
  await target.receive(pair.queue, { VisibilityTimeout: 0, MaxNumberOfMessages: 10 });
  await target.expectCounts(pair.dead, [count, 0, 0]);
  return { ...pair, bodies };
}

const start = ({ sqs }: Target, input: StartMessageMoveTaskCommandInput) =>
  sqs.send(new StartMessageMoveTaskCommand(input));

async function tasksOf({ sqs }: Target, SourceArn: string) {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }));
  return Results;
}

export const redriveTasks: readonly Case[] = [
  {
    name: "a task without a destination moves messages back where they came from",
    async run(target) {
      const { queue, dead, deadArn, bodies } = await withDead(target, 3);

      await start(target, { SourceArn: deadArn });
      await target.time.pass(1);

      expect((await target.bodies(queue, 3)).toSorted()).toEqual(bodies);
      await target.expectCounts(dead, [0, 0, 0]);
    },
  },
  {
    name: "a task with a destination moves messages there",
    async run(target) {
      const { deadArn, bodies } = await withDead(target, 3);
      const elsewhere = await target.createQueue();

      await start(target, { SourceArn: deadArn, DestinationArn: await target.arnOf(elsewhere) });
      await target.time.pass(1);

      expect((await target.bodies(elsewhere, 3)).toSorted()).toEqual(bodies);
    },
  },
  {
    name: "a moved message is received as new",
    async run(target) {
      const { queue, deadArn } = await withDead(target, 1);

      await start(target, { SourceArn: deadArn });
      await target.time.pass(1);

      const moved = await target.receiveOne(queue, { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
      expect(moved.Attributes).toEqual({ ApproximateReceiveCount: "1" });
    },
  },
  {
    name: "a task that is over is listed with what it moved",
    async run(target) {
      const { deadArn } = await withDead(target, 3);
      const DestinationArn = await target.arnOf(await target.createQueue());

      await start(target, { SourceArn: deadArn, DestinationArn });
      await target.time.pass(1);

      await target.eventually(async () => {
        const [task] = await tasksOf(target, deadArn);
        expect(task).toMatchObject({
          Status: "COMPLETED",
          SourceArn: deadArn,
          DestinationArn,
          ApproximateNumberOfMessagesMoved: 3,
          ApproximateNumberOfMessagesToMove: 3,
        });
        expect(task).not.toHaveProperty("TaskHandle");
      });
    },
  },
  {
    name: "a task moves no more a second than it is told to",
    async run(target) {
      const { deadArn } = await withDead(target, 4);
      const elsewhere = await target.createQueue();
      const DestinationArn = await target.arnOf(elsewhere);

      await start(target, { SourceArn: deadArn, DestinationArn, MaxNumberOfMessagesPerSecond: 1 });
      await target.time.pass(1);

      expect((await target.receive(elsewhere, { MaxNumberOfMessages: 10 })).length).toBeLessThan(4);
    },
  },
  {
    name: "a task that is cancelled leaves the rest where it is",
    async run(target) {
      const { dead, deadArn } = await withDead(target, 10);
      const limit = { DestinationArn: await target.arnOf(await target.createQueue()), MaxNumberOfMessagesPerSecond: 1 };
      const { TaskHandle } = await start(target, { SourceArn: deadArn, ...limit });
      const [running] = await tasksOf(target, deadArn);
      expect(running).toMatchObject({ Status: "RUNNING", TaskHandle, MaxNumberOfMessagesPerSecond: 1 });

      const cancelled = await target.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));

      expect(cancelled.ApproximateNumberOfMessagesMoved).toBeLessThan(10);
      await target.eventually(async () => expect((await tasksOf(target, deadArn))[0]?.Status).toBe("CANCELLED"));
      expect((await target.receiveOne(dead)).Body).toMatch(/^body/);
    },
  },
  {
    name: "a second task on a queue is refused while one runs",
    async run(target) {
      const { deadArn } = await withDead(target, 10);
      const limit = { SourceArn: deadArn, MaxNumberOfMessagesPerSecond: 1 };
      const { TaskHandle } = await start(target, limit);
      target.afterwards(() => target.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })));

      await expectRefusal(start(target, limit), "InvalidParameterValue", "There is already a task running.");
    },
  },
  {
    name: "a task from a queue that is no dead-letter queue is refused",
    async run(target) {
      const SourceArn = await target.arnOf(await target.createQueue());

      const words = "Source queue must be configured as a Dead Letter Queue.";
      await expectRefusal(start(target, { SourceArn }), "InvalidParameterValue", words);
    },
  },
  {
    name: "a task from or to a queue that is not there is refused",
    async run(target) {
      const { deadArn } = await target.createPair(1);

      await expectRefusal(start(target, { SourceArn: `${deadArn}-not-there` }), ResourceNotFoundException, "SourceArn");
      const DestinationArn = `${deadArn}-not-there`;
      await expectRefusal(start(target, { SourceArn: deadArn, DestinationArn }), ResourceNotFoundException);
    },
  },
  {
    name: "a task faster than 500 a second is refused",
    async run(target) {
      const { deadArn } = await target.createPair(1);

      const starting = start(target, { SourceArn: deadArn, MaxNumberOfMessagesPerSecond: 501 });
      await expectRefusal(starting, "InvalidParameterValue");
    },
  },
  {
    name: "a task handle that is none can't be cancelled",
    run: ({ sqs }) =>
      expectRefusal(sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: "garbage" })), "InvalidParameterValue"),
  },
];
