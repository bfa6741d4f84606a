import { createHash } from "node:crypto";
import { PurgeQueueCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

async function withFifoQueue(Attributes: Record<string, string> = {}) {
  const bench = createBench();
  const queue = await bench.createQueue("jobs.fifo", { FifoQueue: "true", ...Attributes });
  const send = (MessageBody: string, MessageDeduplicationId?: string, MessageGroupId = "a") =>
    bench.send(queue, MessageBody, { MessageGroupId, MessageDeduplicationId });
  return { bench, queue, send };
}

test("within five minutes, a second message with the same id is answered with the first one's, and not taken", async () => {
  const { bench, queue, send } = await withFifoQueue();

  const first = await send("x", "id");
  await bench.clock.advance(299_999);
  const second = await send("another", "id", "b");

  expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
  expect(await bench.counts(queue)).toEqual([1, 0, 0]);
  await bench.clock.advance(1);
  expect((await send("x", "id")).MessageId).not.toBe(first.MessageId);
  expect(await bench.counts(queue)).toEqual([2, 0, 0]);
});

test("a message is known after it has been deleted, and forgotten by a purge", async () => {
  const { bench, queue, send } = await withFifoQueue();
  await send("x", "id");
  await bench.delete(queue, await bench.receiveOne(queue));
  await send("x", "id");
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);

  await bench.sqs.send(new PurgeQueueCommand({ QueueUrl: queue }));
  await send("x", "id");

  expect(await bench.counts(queue)).toEqual([1, 0, 0]);
});

test("with content-based deduplication the id is the SHA-256 of the body, unless the sender gives one", async () => {
  const { bench, queue, send } = await withFifoQueue({ ContentBasedDeduplication: "true" });
  await send("größe");
  await send("größe");
  await send("größe", "own-id");
  const names = ["MessageDeduplicationId" as const];

  const received = await bench.receive(queue, { MaxNumberOfMessages: 10, MessageSystemAttributeNames: names });

  const digest = createHash("sha256").update("größe").digest("hex");
  expect(received.map(({ Attributes }) => Attributes)).toEqual([
    { MessageDeduplicationId: digest },
    { MessageDeduplicationId: "own-id" },
  ]);
});

test("without it, a message must have an id", async () => {
  const { send } = await withFifoQueue();

  await expect(send("x")).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message:
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  });
});

test("ids are compared in the whole queue, or by its attribute within each group", async () => {
  const whole = await withFifoQueue();
  const grouped = await withFifoQueue({ DeduplicationScope: "messageGroup" });
  for (const { send } of [whole, grouped]) {
    for (const group of ["a", "b", "a"]) await send("x", "id", group);
  }

  expect(await whole.bench.counts(whole.queue)).toEqual([1, 0, 0]);
  expect(await grouped.bench.counts(grouped.queue)).toEqual([2, 0, 0]);
});

test("a message twice in one batch is taken once, and both entries are answered", async () => {
  const { bench, queue } = await withFifoQueue({ ContentBasedDeduplication: "true" });
  const entry = { MessageBody: "x", MessageGroupId: "a" };
  const Entries = [
    { ...entry, Id: "1" },
    { ...entry, Id: "2" },
    { ...entry, Id: "3", MessageBody: "y" },
  ];

  const { Successful = [] } = await bench.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));

  expect(Successful.map(({ Id }) => Id)).toEqual(["1", "2", "3"]);
  expect(new Set(Successful.map(({ MessageId }) => MessageId)).size).toBe(2);
  expect(await bench.counts(queue)).toEqual([2, 0, 0]);
});

test("sequence numbers have twenty digits, rise, and come with the message", async () => {
  const { bench, queue, send } = await withFifoQueue();
  const numbers: string[] = [];
  for (const id of ["1", "2", "3"]) numbers.push((await send("x", id)).SequenceNumber ?? "");

  expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
  expect([...new Set(numbers)].sort()).toEqual(numbers);
  const received = await bench.receive(queue, { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] });
  expect(received.map(({ Attributes }) => Attributes?.["SequenceNumber"])).toEqual(numbers);
});
