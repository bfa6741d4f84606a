import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  TooManyEntriesInBatchRequest,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

async function withQueue(Attributes = {}) {
  const bench = createBench();
  const QueueUrl = await bench.createQueue("jobs", Attributes);
  const sendBatch = (Entries: SendMessageBatchRequestEntry[]) =>
    bench.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  return { bench, QueueUrl, sendBatch };
}

const entry = (Id: string, MessageBody = "x") => ({ Id, MessageBody });

test("a batch of ten is sent, received and deleted", async () => {
  const { bench, QueueUrl, sendBatch } = await withQueue();

  const sent = await sendBatch(Array.from({ length: 10 }, (_, n) => entry(`id-${n}`, `body ${n}`)));
  const received = await bench.receive(QueueUrl, { MaxNumberOfMessages: 10 });
  const Entries = received.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
  const deleted = await bench.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));

  expect(sent.Failed).toBeUndefined();
  expect(sent.Successful?.map(({ Id }) => Id)).toEqual(Array.from({ length: 10 }, (_, n) => `id-${n}`));
  expect(received.map(({ MessageId }) => MessageId)).toEqual(sent.Successful?.map(({ MessageId }) => MessageId));
  expect(deleted.Successful).toHaveLength(10);
  expect(await bench.counts(QueueUrl)).toEqual([0, 0, 0]);
});

test("an entry that is refused harms no other", async () => {
  const { bench, QueueUrl, sendBatch } = await withQueue({ MaximumMessageSize: "1024" });

  const { Successful, Failed } = await sendBatch([
    entry("good", "hello"),
    entry("characters", "\u0001"),
    { ...entry("delay"), DelaySeconds: 901 },
    entry("size", "x".repeat(1_025)),
    entry("empty", ""),
    { ...entry("delayed"), DelaySeconds: 5 },
  ]);

  expect(Successful?.map(({ Id }) => Id)).toEqual(["good", "delayed"]);
  expect(Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).toEqual([
    ["characters", "InvalidMessageContents", true],
    ["delay", "InvalidParameterValue", true],
    ["size", "InvalidParameterValue", true],
    ["empty", "MissingParameter", true],
  ]);
  expect(await bench.counts(QueueUrl)).toEqual([1, 0, 1]);
});

test.each([
  ["no entries", [], EmptyBatchRequest],
  ["eleven entries", Array.from({ length: 11 }, (_, n) => entry(String(n))), TooManyEntriesInBatchRequest],
  ["the same id twice", [entry("a"), entry("a")], BatchEntryIdsNotDistinct],
  ["an id with a space", [entry("a b")], InvalidBatchEntryId],
  ["an empty id", [entry("")], InvalidBatchEntryId],
  ["an id of 81 letters", [entry("a".repeat(81))], InvalidBatchEntryId],
  ["more than 1 MiB in total", [entry("a", "x".repeat(524_288)), entry("b", "x".repeat(524_289))], BatchRequestTooLong],
])("a batch with %s is refused as a whole", async (_, Entries, error) => {
  const { bench, QueueUrl, sendBatch } = await withQueue();

  await expect(sendBatch(Entries)).rejects.toBeInstanceOf(error);
  expect(await bench.counts(QueueUrl)).toEqual([0, 0, 0]);
});

test("a batch of exactly 1 MiB is taken", async () => {
  const { sendBatch } = await withQueue();

  const sent = await sendBatch([entry("a", "x".repeat(524_288)), entry("b", "x".repeat(524_288))]);

  expect(sent.Successful).toHaveLength(2);
});

test("a batch of deletes answers for each handle", async () => {
  const { bench, QueueUrl } = await withQueue();
  await bench.send(QueueUrl, "x");
  const { ReceiptHandle } = await bench.receiveOne(QueueUrl);
  const Entries = [
    { Id: "good", ReceiptHandle },
    { Id: "bad", ReceiptHandle: "garbage" },
  ];

  const { Successful, Failed } = await bench.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));

  expect(Successful).toEqual([{ Id: "good" }]);
  expect(Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
  expect(await bench.counts(QueueUrl)).toEqual([0, 0, 0]);
});

test("a batch of visibility changes answers for each handle", async () => {
  const { bench, QueueUrl } = await withQueue();
  await bench.send(QueueUrl, "a");
  await bench.send(QueueUrl, "b");
  const [first, second] = await bench.receive(QueueUrl, { MaxNumberOfMessages: 2 });
  const Entries = [
    { Id: "back", ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 },
    { Id: "too-long", ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 43_201 },
    { Id: "bad", ReceiptHandle: "garbage", VisibilityTimeout: 1 },
  ];

  const changed = await bench.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));

  expect(changed.Successful).toEqual([{ Id: "back" }]);
  expect(changed.Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([
    ["too-long", "InvalidParameterValue"],
    ["bad", "ReceiptHandleIsInvalid"],
  ]);
  expect(await bench.counts(QueueUrl)).toEqual([1, 1, 0]);
});
