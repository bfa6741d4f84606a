import { DeleteQueueCommand, type Message, QueueDoesNotExist, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { settle } from "../../../lib/testing/manual-clock.ts";
import { createBench } from "./bench.ts";

/** Starts a poll, and lets it reach the queue. */
async function startPoll(bench: ReturnType<typeof createBench>, QueueUrl: string, MaxNumberOfMessages = 1) {
  const controller = new AbortController();
  const poll: { answer: Message[] | undefined; error: unknown; abort: () => Promise<void> } = {
    answer: undefined,
    error: undefined,
    async abort() {
      controller.abort();
      await settle();
    },
  };
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, WaitTimeSeconds: 20 });
  bench.sqs.send(command, { abortSignal: controller.signal }).then(
    ({ Messages = [] }) => {
      poll.answer = Messages;
    },
    (error: unknown) => {
      poll.error = error;
    },
  );
  await settle();
  return poll;
}

test("a long poll answers as soon as a message is sent", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const poll = await startPoll(bench, queue);
  expect(poll.answer).toBeUndefined();

  await bench.send(queue, "x");
  await settle();

  expect(poll.answer).toMatchObject([{ Body: "x" }]);
});

test("a long poll ends without messages when its time is over", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const poll = await startPoll(bench, queue);

  await bench.clock.advance(19_999);
  expect(poll.answer).toBeUndefined();
  await bench.clock.advance(1);

  expect(poll.answer).toEqual([]);
});

test("the queue's own wait holds for a receive that gives none", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("patient", { ReceiveMessageWaitTimeSeconds: "5" });
  const answers: Message[][] = [];
  const poll = bench.receive(queue).then((messages) => answers.push(messages));

  await bench.clock.advance(4_999);
  expect(answers).toEqual([]);
  await bench.clock.advance(1);
  await poll;

  expect(answers).toEqual([[]]);
});

test("a message wakes one poller, the one who came first", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const polls = [];
  for (let n = 0; n < 8; n++) polls.push(await startPoll(bench, queue));

  await bench.send(queue, "x");
  await settle();
  expect(polls.map(({ answer }) => answer?.length)).toEqual([1, ...Array(7).fill(undefined)]);

  await bench.send(queue, "y");
  await settle();
  expect(polls.map(({ answer }) => answer?.length)).toEqual([1, 1, ...Array(6).fill(undefined)]);
});

test("a long poll answers when a delay is over, and when a message comes back", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  await bench.send(queue, "delayed", { DelaySeconds: 7 });
  const first = await startPoll(bench, queue);
  await bench.clock.advance(7_000);
  expect(first.answer).toMatchObject([{ Body: "delayed" }]);

  const second = await startPoll(bench, queue);
  const [message = {}] = first.answer ?? [];
  await bench.changeVisibility(queue, message, 9);
  await bench.clock.advance(8_999);
  expect(second.answer).toBeUndefined();
  await bench.clock.advance(1);
  expect(second.answer).toMatchObject([{ Body: "delayed" }]);
});

test("an aborted long poll loses nothing", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const gone = await startPoll(bench, queue);
  const stays = await startPoll(bench, queue);
  await gone.abort();

  await bench.send(queue, "x");
  await settle();

  expect(gone.error).toMatchObject({ name: "AbortError" });
  expect(stays.answer).toMatchObject([{ Body: "x" }]);
});

test("a message that is sent after the only poller went away waits for the next receive", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  await (await startPoll(bench, queue)).abort();

  await bench.send(queue, "x");

  expect(await bench.counts(queue)).toEqual([1, 0, 0]);
});

test("a receive that is aborted before it starts takes nothing", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  await bench.send(queue, "x");

  const receiving = bench.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }), {
    abortSignal: AbortSignal.abort(),
  });

  await expect(receiving).rejects.toMatchObject({ name: "AbortError" });
  expect(await bench.counts(queue)).toEqual([1, 0, 0]);
});

test("a poller of a dead-letter queue is woken by a redrive", async () => {
  const bench = createBench();
  const dead = await bench.createQueue("dead");
  const { QueueArn = "" } = await bench.attributes(dead);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 1 });
  const queue = await bench.createQueue("jobs", { RedrivePolicy, VisibilityTimeout: "0" });
  await bench.send(queue, "x");
  await bench.receiveOne(queue);
  const poll = await startPoll(bench, dead);

  expect(await bench.receive(queue)).toEqual([]);
  await settle();

  expect(poll.answer).toMatchObject([{ Body: "x" }]);
});

test("two queues that redrive to each other at the same moment lose nothing on the way", async () => {
  const bench = createBench();
  const [left, right] = [await bench.createQueue("left"), await bench.createQueue("right")];
  for (const [from, to] of [
    [left, "right"],
    [right, "left"],
  ] as const) {
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${to}`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    await bench.configure(from, { RedrivePolicy, VisibilityTimeout: "1" });
    await bench.send(from, `spent in ${from}`);
    await bench.receiveOne(from);
  }
  await bench.send(left, "fresh", { DelaySeconds: 1 });
  const polls = [await startPoll(bench, left), await startPoll(bench, right)];

  await bench.clock.advance(1_000);

  const answered = polls.flatMap(({ answer = [] }) => answer);
  expect(answered).toHaveLength(2);
  expect(await bench.counts(left)).toEqual([1, 1, 0]);
  expect(await bench.counts(right)).toEqual([0, 1, 0]);
});

test("a queue that is deleted sends its pollers away", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const poll = await startPoll(bench, queue);

  await bench.sqs.send(new DeleteQueueCommand({ QueueUrl: queue }));
  await settle();

  expect(poll.error).toBeInstanceOf(QueueDoesNotExist);
});
