// FIFO queues: a group is in order, and locked while any of it is in flight.

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";
import { watch } from "../watch.ts";

async function withFifo(target: Target, attributes: Record<string, string> = {}) {
  const queue = await target.createFifoQueue({ ContentBasedDeduplication: "true", ...attributes });
  const bodiesOf = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
  return {
    queue,
    send: (MessageGroupId: string, body: string, more: Partial<SendMessageCommandInput> = {}) =>
      target.send(queue, body, { MessageGroupId, ...more }),
    receive: (count: number) => target.collect(queue, count, { MaxNumberOfMessages: count }),
    /** What is there now. */
    bodies: async () => bodiesOf(await target.receive(queue, { MaxNumberOfMessages: 10 })),
    delete: ({ ReceiptHandle }: Message) =>
      target.sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle })),
    change: ({ ReceiptHandle }: Message, VisibilityTimeout: number) =>
      target.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle, VisibilityTimeout })),
  };
}

export const fifoOrder: readonly Case[] = [
  {
    name: "one receive takes many of a group, in the order in which they were sent",
    async run(target) {
      const fifo = await withFifo(target);
      for (const body of ["0", "1", "2"]) await fifo.send("a", body);

      expect((await fifo.receive(3)).map(({ Body }) => Body)).toEqual(["0", "1", "2"]);
    },
  },
  {
    name: "single receives get a group in order, each when the one before is deleted",
    async run(target) {
      const fifo = await withFifo(target);
      await target.sendMany(fifo.queue, ["0", "1", "2"], "a");

      for (const body of ["0", "1", "2"]) {
        const message = await target.receiveOne(fifo.queue);
        expect(message.Body).toBe(body);
        await fifo.delete(message);
      }
    },
  },
  {
    name: "a group of which one is in flight gives no other, but other groups do",
    async run(target) {
      const fifo = await withFifo(target);
      await target.sendMany(fifo.queue, ["a0", "a1"], "a");
      expect((await target.receiveOne(fifo.queue)).Body).toBe("a0");

      await fifo.send("b", "b0");

      expect(await fifo.bodies()).toEqual(["b0"]);
      expect(await fifo.bodies()).toEqual([]);
      await target.expectCounts(fifo.queue, [1, 2, 0]);
    },
  },
  {
    name: "a group of several in flight stays locked until the last of them is deleted",
    async run(target) {
      const fifo = await withFifo(target);
      await target.sendMany(fifo.queue, ["0", "1", "2"], "a");
      const [first = {}, second = {}] = await fifo.receive(2);

      await fifo.delete(first);
      expect(await fifo.bodies()).toEqual([]);
      await fifo.delete(second);
      expect(await fifo.bodies()).toEqual(["2"]);
    },
  },
  {
    name: "a delete wakes the poller that waits for the group",
    async run(target) {
      const fifo = await withFifo(target);
      await target.sendMany(fifo.queue, ["0", "1"], "a");
      const first = await target.receiveOne(fifo.queue);
      const waiting = watch(target.receive(fifo.queue, { WaitTimeSeconds: 10 }));
      await target.time.settle();
      expect(waiting.state).toBe("waiting");

      await fifo.delete(first);

      expect(await waiting.answer).toMatchObject([{ Body: "1" }]);
    },
  },
  {
    name: "messages that come back are received in their old order, before those behind them",
    async run(target) {
      const fifo = await withFifo(target, { VisibilityTimeout: "1" });
      await target.sendMany(fifo.queue, ["0", "1", "2"], "a");
      await fifo.receive(2);
      await target.time.pass(1);

      expect((await fifo.receive(3)).map(({ Body }) => Body)).toEqual(["0", "1", "2"]);
    },
  },
  {
    name: "giving a message back gives back its group, with it at the head",
    async run(target) {
      const fifo = await withFifo(target);
      await target.sendMany(fifo.queue, ["0", "1"], "a");
      const message = await target.receiveOne(fifo.queue);

      await fifo.change(message, 0);

      expect(await fifo.bodies()).toEqual(["0", "1"]);
    },
  },
  {
    name: "what comes back before one that stays hidden is received, what is behind it is not",
    async run(target) {
      const fifo = await withFifo(target, { VisibilityTimeout: "2" });
      await target.sendMany(fifo.queue, ["0", "1", "2"], "a");
      const [, middle = {}] = await fifo.receive(3);
      await fifo.change(middle, 60);
      await target.time.pass(2);

      expect(await fifo.bodies()).toEqual(["0"]);
    },
  },
  {
    name: "a handle whose time is over can't delete",
    async run(target) {
      const fifo = await withFifo(target, { VisibilityTimeout: "1" });
      await fifo.send("a", "x");
      const message = await target.receiveOne(fifo.queue);
      await target.time.pass(1);

      await expectRefusal(fifo.delete(message), "InvalidParameterValue", "Reason: The receipt handle has expired.");
    },
  },
  {
    name: "a message has no delay of its own",
    async run(target) {
      const fifo = await withFifo(target);

      const words = "The request include parameter that is not valid for this queue type.";
      await expectRefusal(fifo.send("a", "x", { DelaySeconds: 2 }), "InvalidParameterValue", words);
    },
  },
  {
    name: "a FIFO queue's own delay holds, also for a message that gives 0",
    async run(target) {
      const fifo = await withFifo(target, { DelaySeconds: "2" });
      await fifo.send("a", "0", { DelaySeconds: 0 });
      await fifo.send("a", "1");

      expect(await fifo.bodies()).toEqual([]);
      await target.time.pass(2);
      expect((await fifo.receive(2)).map(({ Body }) => Body)).toEqual(["0", "1"]);
    },
  },
  {
    name: "a message needs a group",
    async run(target) {
      const sending = target.send(await target.createFifoQueue(), "x", { MessageDeduplicationId: "1" });

      const words = "The request must contain the parameter MessageGroupId.";
      await expectRefusal(sending, "MissingParameter", words);
    },
  },
  {
    name: "sequence numbers rise, within a group and over all",
    async run(target) {
      const fifo = await withFifo(target);
      const numbers: bigint[] = [];
      for (const [group, body] of [
        ["a", "0"],
        ["b", "1"],
        ["a", "2"],
      ] as const) {
        const { SequenceNumber = "" } = await fifo.send(group, body);
        expect(SequenceNumber).toMatch(/^\d{20}$/);
        numbers.push(BigInt(SequenceNumber));
      }

      expect(numbers.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(numbers);
    },
  },
  {
    name: "a message shows its group, its deduplication id and its sequence number",
    async run(target) {
      const fifo = await withFifo(target);
      const { SequenceNumber } = await fifo.send("a", "x", { MessageDeduplicationId: "1" });

      const { Attributes } = await target.receiveOne(fifo.queue, { MessageSystemAttributeNames: ["All"] });

      expect(Attributes).toMatchObject({ MessageGroupId: "a", MessageDeduplicationId: "1", SequenceNumber });
    },
  },
  {
    name: "a receive that is repeated under its attempt id gets the same messages again",
    async run(target) {
      const fifo = await withFifo(target);
      await target.sendMany(fifo.queue, ["0", "1"], "a");
      const WaitTimeSeconds = Math.min(1, target.time.patienceSeconds);
      const attempt = () => target.receive(fifo.queue, { ReceiveRequestAttemptId: "attempt-1", WaitTimeSeconds });

      const first = await attempt();
      const again = await attempt();

      expect(first).toMatchObject([{ Body: "0" }]);
      expect(again.map(({ MessageId }) => MessageId)).toEqual(first.map(({ MessageId }) => MessageId));
    },
  },
];
