// Visibility: how long a received message stays hidden, and who may change that.

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiptHandleIsInvalid,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

const change = ({ sqs }: Target, QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

async function withOneReceived(target: Target, VisibilityTimeout: string) {
  const queue = await target.createQueue({ VisibilityTimeout });
  await target.send(queue, "x");
  return { queue, message: await target.receiveOne(queue) };
}

export const visibility: readonly Case[] = [
  {
    name: "a message comes back when its visibility timeout is over, under another handle",
    async run(target) {
      const { queue, message } = await withOneReceived(target, "1");
      await target.time.pass(1);

      const again = await target.receiveOne(queue);

      expect(again.MessageId).toBe(message.MessageId);
      expect(again.ReceiptHandle).not.toBe(message.ReceiptHandle);
    },
  },
  {
    name: "a receive's own visibility timeout goes before the queue's",
    async run(target) {
      const queue = await target.createQueue({ VisibilityTimeout: "600" });
      await target.send(queue, "x");
      await target.receiveOne(queue, { VisibilityTimeout: 1 });
      await target.time.pass(1);

      expect((await target.receiveOne(queue)).Body).toBe("x");
    },
  },
  {
    name: "a visibility timeout of 0 leaves a message where it is",
    async run(target) {
      const { queue } = await withOneReceived(target, "0");

      expect((await target.receiveOne(queue)).Body).toBe("x");
    },
  },
  {
    name: "changing a message's visibility to 0 gives it back at once",
    async run(target) {
      const { queue, message } = await withOneReceived(target, "600");

      await change(target, queue, message, 0);

      expect((await target.receiveOne(queue)).MessageId).toBe(message.MessageId);
    },
  },
  {
    name: "a longer visibility counts from when it was changed",
    async run(target) {
      const { queue, message } = await withOneReceived(target, "2");
      await change(target, queue, message, 5);
      await target.time.pass(2);

      expect(await target.receive(queue)).toEqual([]);
      await target.time.pass(3);
      expect((await target.receiveOne(queue)).Body).toBe("x");
    },
  },
  {
    name: "a change of visibility holds for that receive only",
    async run(target) {
      const { queue, message } = await withOneReceived(target, "600");
      await change(target, queue, message, 0);

      await target.receiveOne(queue);

      expect(await target.receive(queue)).toEqual([]);
      await target.expectCounts(queue, [0, 1, 0]);
    },
  },
  {
    name: "the visibility of a deleted message can't be changed",
    async run(target) {
      const { queue, message } = await withOneReceived(target, "600");
      const { ReceiptHandle } = message;
      await target.sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));

      const words = "Reason: Message does not exist or is not available for visibility timeout change.";
      await expectRefusal(change(target, queue, message, 42), "InvalidParameterValue", words);
    },
  },
  {
    name: "changing visibility by a handle that is none is refused",
    run: async (target) =>
      expectRefusal(
        change(target, await target.createQueue(), { ReceiptHandle: "garbage" }, 1),
        ReceiptHandleIsInvalid,
      ),
  },
  ...[-1, 43_201].map(
    (seconds): Case => ({
      name: `changing visibility to ${seconds} seconds is refused`,
      async run(target) {
        const { queue, message } = await withOneReceived(target, "600");

        await expectRefusal(change(target, queue, message, seconds), "InvalidParameterValue");
      },
    }),
  ),
  {
    name: "visibility ends twelve hours after the receive, however often it is extended",
    movesClock: true,
    async run(target) {
      const { queue, message } = await withOneReceived(target, "43200");
      await target.time.pass(3_600);

      await change(target, queue, message, 39_600);
      await expectRefusal(change(target, queue, message, 39_601), "InvalidParameterValue", "beyond the limit");
    },
  },
];
