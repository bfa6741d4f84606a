// FIFO queues: what was sent already within five minutes is taken, and not delivered.

import {
  DeleteMessageCommand,
  InvalidAttributeValue,
  PurgeQueueCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

const PER_GROUP = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };

const send = (
  target: Target,
  queue: string,
  MessageBody: string,
  MessageDeduplicationId: string,
  MessageGroupId = "a",
) => target.send(queue, MessageBody, { MessageGroupId, MessageDeduplicationId });

async function deleteOne(target: Target, QueueUrl: string): Promise<void> {
  const { ReceiptHandle } = await target.receiveOne(QueueUrl);
  await target.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}

export const fifoDeduplication: readonly Case[] = [
  {
    name: "a second message with one deduplication id is answered like the first, and not delivered",
    async run(target) {
      const queue = await target.createFifoQueue();

      const first = await send(target, queue, "first", "1");
      const second = await send(target, queue, "second", "1");

      expect(second.MessageId).toBe(first.MessageId);
      await target.expectCounts(queue, [1, 0, 0]);
      expect((await target.receiveOne(queue)).Body).toBe("first");
    },
  },
  {
    name: "also when the first was received and deleted",
    async run(target) {
      const queue = await target.createFifoQueue();
      await send(target, queue, "first", "1");
      await deleteOne(target, queue);

      await send(target, queue, "second", "1");

      expect(await target.receive(queue)).toEqual([]);
      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
  {
    name: "five minutes after the first, it is delivered",
    movesClock: true,
    async run(target) {
      const queue = await target.createFifoQueue();
      await send(target, queue, "first", "1");
      await deleteOne(target, queue);
      await target.time.pass(299);
      await send(target, queue, "within", "1");
      await target.expectCounts(queue, [0, 0, 0]);
      await target.time.pass(2);

      await send(target, queue, "after", "1");

      expect((await target.receiveOne(queue)).Body).toBe("after");
    },
  },
  {
    name: "content-based, the body decides, and attributes do not",
    async run(target) {
      const queue = await target.createFifoQueue({ ContentBasedDeduplication: "true" });
      const MessageAttributes = { k: { DataType: "String", StringValue: "x" } };
      await target.send(queue, "same", { MessageGroupId: "a" });

      await target.send(queue, "same", { MessageGroupId: "a", MessageAttributes });
      await target.send(queue, "other", { MessageGroupId: "a" });

      await target.expectCounts(queue, [2, 0, 0]);
    },
  },
  {
    name: "content-based, an id that is given goes before the body",
    async run(target) {
      const queue = await target.createFifoQueue({ ContentBasedDeduplication: "true" });

      await send(target, queue, "same", "1");
      await send(target, queue, "same", "2");

      await target.expectCounts(queue, [2, 0, 0]);
    },
  },
  {
    name: "one id counts across groups",
    async run(target) {
      const queue = await target.createFifoQueue();

      await send(target, queue, "x", "1", "a");
      await send(target, queue, "x", "1", "b");

      await target.expectCounts(queue, [1, 0, 0]);
    },
  },
  {
    name: "where the scope is the group, one id counts in each",
    async run(target) {
      const queue = await target.createFifoQueue(PER_GROUP);

      await send(target, queue, "x", "1", "a");
      await send(target, queue, "x", "1", "b");
      await send(target, queue, "x", "1", "a");

      await target.expectCounts(queue, [2, 0, 0]);
    },
  },
  {
    name: "a limit per group needs the scope of the group",
    async run(target) {
      const creating = target.createFifoQueue({ ...PER_GROUP, DeduplicationScope: "queue" });

      await expectRefusal(creating, InvalidAttributeValue);
    },
  },
  {
    name: "a purge forgets what was sent",
    async run(target) {
      const queue = await target.createFifoQueue();
      await send(target, queue, "before", "1");

      await target.sqs.send(new PurgeQueueCommand({ QueueUrl: queue }));
      await send(target, queue, "after", "1");

      expect((await target.receiveOne(queue)).Body).toBe("after");
    },
  },
  {
    name: "a message needs a deduplication id, unless its body is taken for one",
    async run(target) {
      const sending = target.send(await target.createFifoQueue(), "x", { MessageGroupId: "a" });

      const words =
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
      await expectRefusal(sending, "InvalidParameterValue", words);
    },
  },
  ...(
    [
      ["empty", ""],
      ["longer than 128", "a".repeat(129)],
      ["of two words", "two words"],
    ] as const
  ).map(
    ([what, id]): Case => ({
      name: `a deduplication id that is ${what} is refused`,
      async run(target) {
        const words = "MessageDeduplicationId can only include alphanumeric and punctuation characters.";
        const sending = send(target, await target.createFifoQueue(), "x", id);
        await expectRefusal(sending, "InvalidParameterValue", words);
      },
    }),
  ),
  {
    name: "within one batch, the second of an id is answered like the first",
    async run(target) {
      const QueueUrl = await target.createFifoQueue();
      const entry = (Id: string) => ({ Id, MessageBody: Id, MessageGroupId: "a", MessageDeduplicationId: "1" });

      const command = new SendMessageBatchCommand({ QueueUrl, Entries: [entry("first"), entry("second")] });
      const { Successful = [] } = await target.sqs.send(command);

      expect(Successful).toHaveLength(2);
      expect(Successful[1]?.MessageId).toBe(Successful[0]?.MessageId);
      await target.expectCounts(QueueUrl, [1, 0, 0]);
    },
  },
];
