import { InvalidAttributeName, InvalidAttributeValue, QueueNameExists } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

const FIFO = { FifoQueue: "true" };

test("a new FIFO queue has AWS's defaults", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs.fifo", FIFO);

  expect(queue).toBe("https://sqs.us-east-1.amazonaws.com/000000000000/jobs.fifo");
  expect(await bench.attributes(queue)).toMatchObject({
    QueueArn: "arn:aws:sqs:us-east-1:000000000000:jobs.fifo",
    FifoQueue: "true",
    ContentBasedDeduplication: "false",
    DeduplicationScope: "queue",
    FifoThroughputLimit: "perQueue",
  });
});

test("creating it again finds it, unless an attribute differs", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs.fifo", { FifoQueue: "True", ContentBasedDeduplication: "true" });

  expect(await bench.createQueue("jobs.fifo", FIFO)).toBe(queue);
  const other = bench.createQueue("jobs.fifo", { ...FIFO, ContentBasedDeduplication: "false" });
  await expect(other).rejects.toBeInstanceOf(QueueNameExists);
});

test.each([
  ["jobs.fifo", {}],
  ["jobs.fifo", { FifoQueue: "false" }],
  ["jobs", FIFO],
  [".fifo", FIFO],
  ["a.b.fifo", FIFO],
  [`${"a".repeat(76)}.fifo`, FIFO],
])("a queue can't be called %j with %j", async (name, attributes) => {
  await expect(createBench().createQueue(name, attributes)).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

// Recorded on AWS.
test.each([
  ["FifoQueue", "false", "Unknown Attribute FifoQueue."],
  ["ContentBasedDeduplication", "false", "Unknown Attribute ContentBasedDeduplication."],
  ["DeduplicationScope", "queue", "You can specify the DeduplicationScope only when FifoQueue is set to true."],
  ["FifoThroughputLimit", "perQueue", "You can specify the FifoThroughputLimit only when FifoQueue is set to true."],
])("a standard queue has no %s", async (name, value, message) => {
  const creating = createBench().createQueue("jobs", { [name]: value });

  await expect(creating).rejects.toBeInstanceOf(InvalidAttributeName);
  await expect(creating).rejects.toMatchObject({ message });
});

test("a queue stays of its type", async () => {
  const bench = createBench();
  const [standard, fifo] = [await bench.createQueue("jobs"), await bench.createQueue("jobs.fifo", FIFO)];

  await expect(bench.configure(standard, FIFO)).rejects.toBeInstanceOf(InvalidAttributeName);
  await expect(bench.configure(fifo, FIFO)).resolves.toBeDefined();
  const changing = bench.configure(fifo, { FifoQueue: "false" });
  await expect(changing).rejects.toBeInstanceOf(InvalidAttributeValue);
  await expect(changing).rejects.toMatchObject({ message: expect.stringContaining("Modifying queue type") });
});

test("throughput per group is for queues with deduplication per group", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs.fifo", FIFO);
  const perGroup = { FifoThroughputLimit: "perMessageGroupId" };

  await expect(bench.configure(queue, perGroup)).rejects.toBeInstanceOf(InvalidAttributeValue);
  await bench.configure(queue, { ...perGroup, DeduplicationScope: "messageGroup" });
  expect(await bench.attributes(queue)).toMatchObject({ ...perGroup, DeduplicationScope: "messageGroup" });
  await expect(bench.configure(queue, { DeduplicationScope: "queue" })).rejects.toBeInstanceOf(InvalidAttributeValue);
  await expect(bench.configure(queue, { DeduplicationScope: "all" })).rejects.toBeInstanceOf(InvalidAttributeValue);
});

test.each([
  ["jobs", {}, "dead.fifo", FIFO],
  ["jobs.fifo", FIFO, "dead", {}],
])("the dead-letter queue of %s can't be of the other type", async (name, attributes, deadName, deadAttributes) => {
  const bench = createBench();
  const { QueueArn: deadLetterTargetArn } = await bench.attributes(await bench.createQueue(deadName, deadAttributes));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });

  await expect(bench.createQueue(name, { ...attributes, RedrivePolicy })).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message: expect.stringContaining("Dead-letter queue must be same type of queue as the source."),
  });
});
