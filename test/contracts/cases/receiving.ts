// Receiving and deleting.

import { DeleteMessageCommand, type Message, ReceiptHandleIsInvalid } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

const remove = ({ sqs }: Target, QueueUrl: string, { ReceiptHandle }: Message) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

const REFUSED = [
  ["0 messages", { MaxNumberOfMessages: 0 }, "Must be between 1 and 10, if provided."],
  ["11 messages", { MaxNumberOfMessages: 11 }, "Must be between 1 and 10, if provided."],
  ["a wait of 21 seconds", { WaitTimeSeconds: 21 }, "Must be >= 0 and <= 20, if provided."],
  ["a wait of -1 seconds", { WaitTimeSeconds: -1 }, "Must be >= 0 and <= 20, if provided."],
  ["a visibility timeout past twelve hours", { VisibilityTimeout: 43_201 }, undefined],
] as const;

export const receiving: readonly Case[] = [
  {
    name: "an empty queue answers at once, without a list of messages",
    async run(target) {
      const QueueUrl = await target.createQueue();

      expect(await target.receive(QueueUrl)).toEqual([]);
    },
  },
  {
    name: "a receive gets one message unless it asks for more, and at most ten",
    async run(target) {
      const queue = await target.createQueue();
      await target.sendMany(
        queue,
        Array.from({ length: 12 }, (_, n) => String(n)),
      );

      expect(await target.collect(queue, 1)).toHaveLength(1);
      const more = await target.receive(queue, { MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      expect(more.length).toBeGreaterThan(1);
      expect(more.length).toBeLessThanOrEqual(10);
    },
  },
  ...REFUSED.map(
    ([what, input, words]): Case => ({
      name: `asking for ${what} is refused`,
      run: async (target) =>
        expectRefusal(target.receive(await target.createQueue(), input), "InvalidParameterValue", words),
    }),
  ),
  {
    name: "a message in flight is not received again",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "x");
      await target.receiveOne(queue);

      expect(await target.receive(queue)).toEqual([]);
      await target.expectCounts(queue, [0, 1, 0]);
    },
  },
  {
    name: "two who receive at once share no message",
    async run(target) {
      const queue = await target.createQueue();
      await target.sendMany(
        queue,
        Array.from({ length: 10 }, (_, n) => String(n)),
      );

      const shares = await Promise.all([target.collect(queue, 5), target.collect(queue, 5)]);

      expect(new Set(shares.flat().map(({ Body }) => Body)).size).toBe(10);
    },
  },
  {
    name: "a deleted message is gone",
    async run(target) {
      const queue = await target.createQueue({ VisibilityTimeout: "1" });
      await target.send(queue, "x");

      await remove(target, queue, await target.receiveOne(queue));
      await target.time.pass(1);

      expect(await target.receive(queue)).toEqual([]);
      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
  {
    name: "deleting a message twice is no error",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "x");
      const message = await target.receiveOne(queue);

      await remove(target, queue, message);
      await remove(target, queue, message);
    },
  },
  {
    name: "deleting by a handle that is none is refused",
    async run(target) {
      const deleting = remove(target, await target.createQueue(), { ReceiptHandle: "garbage" });

      const words = 'The input receipt handle "garbage" is not a valid receipt handle.';
      await expectRefusal(deleting, ReceiptHandleIsInvalid, words);
    },
  },
  {
    name: "a handle whose time is over deletes, as long as no other has received the message",
    async run(target) {
      const queue = await target.createQueue({ VisibilityTimeout: "1" });
      await target.send(queue, "x");
      const message = await target.receiveOne(queue);
      await target.time.pass(1);

      await remove(target, queue, message);

      expect(await target.receive(queue)).toEqual([]);
      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
  {
    name: "a handle that a later receive has replaced is taken, and deletes nothing",
    async run(target) {
      const queue = await target.createQueue({ VisibilityTimeout: "1" });
      await target.send(queue, "x");
      const stale = await target.receiveOne(queue);
      await target.time.pass(1);
      const fresh = await target.receiveOne(queue, { VisibilityTimeout: 600 });

      await remove(target, queue, stale);
      await target.expectCounts(queue, [0, 1, 0]);

      await remove(target, queue, fresh);
      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
  {
    name: "a message is gone when the retention period is over, in flight or not",
    movesClock: true,
    async run(target) {
      const queue = await target.createQueue({ MessageRetentionPeriod: "60", VisibilityTimeout: "600" });
      await target.sendMany(queue, ["in flight", "ready"]);
      await target.receiveOne(queue);
      await target.time.pass(59);
      await target.expectCounts(queue, [1, 1, 0]);

      await target.time.pass(1);

      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
];
