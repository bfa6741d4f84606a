import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  InvalidAttributeName,
  InvalidAttributeValue,
  ListQueuesCommand,
  PurgeQueueCommand,
  PurgeQueueInProgress,
  QueueDeletedRecently,
  QueueDoesNotExist,
  QueueNameExists,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

test("a new queue has AWS's defaults", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs");

  expect(queue).toBe("https://sqs.us-east-1.amazonaws.com/000000000000/jobs");
  expect(await bench.attributes(queue)).toEqual({
    QueueArn: "arn:aws:sqs:us-east-1:000000000000:jobs",
    ApproximateNumberOfMessages: "0",
    ApproximateNumberOfMessagesNotVisible: "0",
    ApproximateNumberOfMessagesDelayed: "0",
    CreatedTimestamp: String(bench.clock.now() / 1000),
    LastModifiedTimestamp: String(bench.clock.now() / 1000),
    VisibilityTimeout: "30",
    MaximumMessageSize: "1048576",
    MessageRetentionPeriod: "345600",
    DelaySeconds: "0",
    ReceiveMessageWaitTimeSeconds: "0",
    SqsManagedSseEnabled: "true",
  });
});

test("only the attributes that are asked for are returned", async () => {
  const bench = createBench();
  const QueueUrl = await bench.createQueue("jobs");

  const none = await bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl }));
  const AttributeNames = ["DelaySeconds" as const, "RedriveAllowPolicy" as const];
  const some = await bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));

  expect(none.Attributes).toBeUndefined();
  expect(some.Attributes).toEqual({ DelaySeconds: "0" });
  const unknown = bench.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Color" as never] }));
  await expect(unknown).rejects.toBeInstanceOf(InvalidAttributeName);
});

test("creating a queue that is there returns it, unless an attribute differs", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs", { DelaySeconds: "1", ReceiveMessageWaitTimeSeconds: "1" });

  expect(await bench.createQueue("jobs")).toBe(queue);
  expect(await bench.createQueue("jobs", { DelaySeconds: "1", VisibilityTimeout: "30" })).toBe(queue);
  await expect(bench.createQueue("jobs", { DelaySeconds: "2" })).rejects.toBeInstanceOf(QueueNameExists);
  await expect(bench.createQueue("jobs", { Policy: "{}" })).rejects.toBeInstanceOf(QueueNameExists);

  await bench.configure(queue, { DelaySeconds: "2" });
  expect(await bench.createQueue("jobs", { DelaySeconds: "2" })).toBe(queue);
  await expect(bench.createQueue("jobs", { DelaySeconds: "1" })).rejects.toMatchObject({
    message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
  });
});

test.each(["", "a".repeat(81), "with space", "with/slash", "with.period", "jobs.fifo"])(
  "a queue can't be called %j",
  async (name) => {
    await expect(createBench().createQueue(name)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  },
);

test.each([
  ["DelaySeconds", 0, 900],
  ["VisibilityTimeout", 0, 43_200],
  ["MessageRetentionPeriod", 60, 1_209_600],
  ["MaximumMessageSize", 1_024, 1_048_576],
  ["ReceiveMessageWaitTimeSeconds", 0, 20],
  ["KmsDataKeyReusePeriodSeconds", 60, 86_400],
])("%s is an integer from %d to %d", async (name, from, to) => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs");

  for (const value of [from, to]) {
    await bench.configure(queue, { [name]: String(value) });
    expect((await bench.attributes(queue))[name]).toBe(String(value));
  }
  for (const value of [from - 1, to + 1, from + 0.5, "x", ""]) {
    await expect(bench.configure(queue, { [name]: String(value) })).rejects.toBeInstanceOf(InvalidAttributeValue);
  }
  expect((await bench.attributes(queue))[name]).toBe(String(to));
});

test.each(["Color", "QueueArn", "FifoQueue", "constructor", "__proto__"])("%s can't be set", async (name) => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs");
  const attributes = Object.fromEntries([[name, "x"]]);

  await expect(bench.configure(queue, attributes)).rejects.toBeInstanceOf(InvalidAttributeName);
});

test("setting an attribute leaves the others, and shows in the time of the last change", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs", { DelaySeconds: "7", Policy: "{}" });
  const before = await bench.attributes(queue);
  await bench.clock.advance(60_000);

  await bench.configure(queue, { VisibilityTimeout: "5", Policy: "" });

  const { Policy: _, ...rest } = before;
  const LastModifiedTimestamp = String(bench.clock.now() / 1000);
  expect(await bench.attributes(queue)).toEqual({ ...rest, VisibilityTimeout: "5", LastModifiedTimestamp });
});

test("a queue is encrypted by one key only", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs");

  await bench.configure(queue, { KmsMasterKeyId: "key" });

  expect(await bench.attributes(queue)).toMatchObject({ KmsMasterKeyId: "key", SqsManagedSseEnabled: "false" });
  const both = bench.configure(queue, { KmsMasterKeyId: "key", SqsManagedSseEnabled: "true" });
  await expect(both).rejects.toBeInstanceOf(InvalidAttributeName);
});

test("a queue is found by its name", async () => {
  const { sqs, createQueue } = createBench();
  const queue = await createQueue("jobs");

  const find = (QueueName: string, QueueOwnerAWSAccountId?: string) =>
    sqs.send(new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }));

  expect((await find("jobs")).QueueUrl).toBe(queue);
  expect((await find("jobs", "000000000000")).QueueUrl).toBe(queue);
  await expect(find("jobs", "111111111111")).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(find("other")).rejects.toBeInstanceOf(QueueDoesNotExist);
});

test("queues are listed by prefix and in pages", async () => {
  const { sqs, createQueue } = createBench();
  const urls: string[] = [];
  for (const name of ["a-3", "a-1", "b-1", "a-2"]) urls.push(await createQueue(name));
  urls.sort();
  const list = async (input: { QueueNamePrefix?: string; MaxResults?: number; NextToken?: string | undefined }) =>
    sqs.send(new ListQueuesCommand(input));

  const first = await list({ QueueNamePrefix: "a-", MaxResults: 2 });
  const second = await list({ QueueNamePrefix: "a-", MaxResults: 2, NextToken: first.NextToken });

  expect((await list({})).QueueUrls).toEqual(urls);
  expect((await list({ QueueNamePrefix: "none" })).QueueUrls).toBeUndefined();
  expect([first.QueueUrls, second.QueueUrls]).toEqual([urls.slice(0, 2), urls.slice(2, 3)]);
  expect(first.NextToken).toEqual(expect.any(String));
  expect(second.NextToken).toBeUndefined();
  for (const input of [{ MaxResults: 0 }, { MaxResults: 1_001 }, { MaxResults: 1, NextToken: "garbage" }]) {
    await expect(list(input)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  }
});

test("a purge takes all messages, and can be repeated after a minute", async () => {
  const bench = createBench();
  const QueueUrl = await bench.createQueue("jobs");
  const purge = () => bench.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  await bench.send(QueueUrl, "in flight");
  await bench.send(QueueUrl, "ready");
  await bench.send(QueueUrl, "delayed", { DelaySeconds: 5 });
  const inFlight = await bench.receiveOne(QueueUrl);

  await purge();

  expect(await bench.counts(QueueUrl)).toEqual([0, 0, 0]);
  await bench.delete(QueueUrl, inFlight);
  expect(await bench.counts(QueueUrl)).toEqual([0, 0, 0]);
  await expect(purge()).rejects.toBeInstanceOf(PurgeQueueInProgress);
  await bench.clock.advance(60_000);
  await expect(purge()).resolves.toBeDefined();
});

test("the name of a deleted queue comes free after a minute, without its messages", async () => {
  const bench = createBench();
  const QueueUrl = await bench.createQueue("jobs");
  await bench.send(QueueUrl, "old");
  const old = await bench.receiveOne(QueueUrl);

  await bench.sqs.send(new DeleteQueueCommand({ QueueUrl }));

  await expect(bench.send(QueueUrl, "x")).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(bench.createQueue("jobs")).rejects.toBeInstanceOf(QueueDeletedRecently);
  await bench.clock.advance(60_000);
  await bench.createQueue("jobs");
  await bench.send(QueueUrl, "new");
  await bench.receiveOne(QueueUrl);
  await bench.delete(QueueUrl, old);
  expect(await bench.counts(QueueUrl)).toEqual([0, 1, 0]);
});
