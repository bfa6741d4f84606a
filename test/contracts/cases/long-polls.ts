// Long polls: who is woken by what, and what becomes of a message when its poller has gone.

import { ChangeMessageVisibilityCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import type { Target } from "../target.ts";
import { watch } from "../watch.ts";

/** Starts a poll, and lets it reach the queue. */
async function poll(target: Target, queue: string, WaitTimeSeconds: number, MaxNumberOfMessages = 1) {
  const watched = watch(target.receive(queue, { WaitTimeSeconds, MaxNumberOfMessages }));
  await target.time.settle();
  return watched;
}

export const longPolls: readonly Case[] = [
  {
    name: "a long poll answers as soon as a message is sent",
    async run(target) {
      const queue = await target.createQueue();
      const waiting = await poll(target, queue, 20);
      expect(waiting.state).toBe("waiting");

      await target.send(queue, "x");

      expect(await waiting.answer).toMatchObject([{ Body: "x" }]);
    },
  },
  {
    name: "a long poll ends without messages when its time is over, and not before",
    async run(target) {
      const waiting = await poll(target, await target.createQueue(), 2);

      expect(waiting.state).toBe("waiting");
      expect(await target.during(2, waiting.answer)).toEqual([]);
    },
  },
  {
    name: "a queue's own wait holds for a receive that gives none",
    async run(target) {
      const QueueUrl = await target.createQueue({ ReceiveMessageWaitTimeSeconds: "2" });
      const waiting = watch(target.sqs.send(new ReceiveMessageCommand({ QueueUrl })));
      await target.time.settle();

      expect(waiting.state).toBe("waiting");
      await target.send(QueueUrl, "x");
      expect((await target.during(2, waiting.answer)).Messages).toMatchObject([{ Body: "x" }]);
    },
  },
  {
    name: "a long poll does not wait for more than there is",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "x");

      const waiting = await poll(target, queue, 20, 10);

      expect(await waiting.answer).toHaveLength(1);
    },
  },
  {
    name: "a message wakes one of eight pollers, the others go on waiting",
    async run(target) {
      const queue = await target.createQueue();
      const polls = await Promise.all(Array.from({ length: 8 }, () => poll(target, queue, 3)));

      await target.send(queue, "x");
      await Promise.race(polls.map(({ answer }) => answer));
      await target.time.settle();
      const states = polls.map(({ state }) => state).toSorted();
      const answers = await target.during(3, Promise.all(polls.map(({ answer }) => answer)));

      expect(states).toEqual(["answered", ...Array(7).fill("waiting")]);
      expect(answers.flat()).toHaveLength(1);
    },
  },
  {
    name: "eight messages sent at once wake eight pollers, each with its own",
    async run(target) {
      const queue = await target.createQueue();
      const polls = await Promise.all(Array.from({ length: 8 }, () => poll(target, queue, 3)));

      await target.sendMany(queue, ["0", "1", "2", "3", "4", "5", "6", "7"]);
      const answers = await target.during(3, Promise.all(polls.map(({ answer }) => answer)));

      expect(answers.flatMap((messages) => messages.map(({ Body }) => Body)).toSorted()).toEqual([..."01234567"]);
    },
  },
  {
    name: "a long poll answers when a delay is over",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "x", { DelaySeconds: 1 });

      const waiting = await poll(target, queue, 10);

      expect(await target.during(1, waiting.answer)).toMatchObject([{ Body: "x" }]);
    },
  },
  {
    name: "a long poll answers when a message comes back",
    async run(target) {
      const queue = await target.createQueue({ VisibilityTimeout: "1" });
      await target.send(queue, "x");
      await target.receiveOne(queue);

      const waiting = await poll(target, queue, 10);

      expect(await target.during(1, waiting.answer)).toMatchObject([{ Body: "x" }]);
    },
  },
  {
    name: "a long poll answers when a message is given back",
    async run(target) {
      const QueueUrl = await target.createQueue();
      await target.send(QueueUrl, "x");
      const { ReceiptHandle } = await target.receiveOne(QueueUrl);
      const waiting = await poll(target, QueueUrl, 10);

      const giveBack = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
      await target.sqs.send(giveBack);

      expect(await waiting.answer).toMatchObject([{ Body: "x" }]);
    },
  },
  {
    name: "an aborted long poll takes no message with it",
    async run(target) {
      const QueueUrl = await target.createQueue();
      const controller = new AbortController();
      const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 });
      const gone = watch(target.sqs.send(command, { abortSignal: controller.signal }));
      await target.time.settle();
      controller.abort();
      // Time to see that it has gone, and far less than its poll would have gone on.
      await target.time.pass(1);

      await target.send(QueueUrl, "x");

      expect(gone.state).toBe("refused");
      expect((await target.receiveOne(QueueUrl)).Body).toBe("x");
    },
  },
];
