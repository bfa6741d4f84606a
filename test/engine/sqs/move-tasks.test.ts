import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  ResourceNotFoundException,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
  UnsupportedOperation,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** A dead-letter queue with `count` dead messages of each of the queues that are named. */
async function withDeadLetters(count: number, ...sources: readonly string[]) {
  const bench = createBench();
  const isFifo = sources.some((name) => name.endsWith(".fifo"));
  const fifo: Record<string, string> = isFifo ? { FifoQueue: "true", ContentBasedDeduplication: "true" } : {};
  const deadName = isFifo ? "dead.fifo" : "dead";
  const dead = await bench.createQueue(deadName, fifo);
  const urls: string[] = [];
  for (const name of sources) {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(deadName), maxReceiveCount: 1 });
    const queue = await bench.createQueue(name, { ...fifo, RedrivePolicy, VisibilityTimeout: "0" });
    for (let n = 0; n < count; n++) {
      await bench.send(queue, `${name} ${n}`, isFifo ? { MessageGroupId: "a" } : {});
    }
    for (let n = 0; n < count; n++) await bench.receiveOne(queue);
    expect(await bench.receive(queue)).toEqual([]);
    urls.push(queue);
  }
  expect(await bench.counts(dead)).toEqual([count * sources.length, 0, 0]);
  return {
    bench,
    dead,
    urls,
    start: (more: Partial<StartMessageMoveTaskCommandInput> = {}) =>
      bench.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(deadName), ...more })),
    list: async (MaxResults?: number) => {
      const command = new ListMessageMoveTasksCommand({ SourceArn: arnOf(deadName), MaxResults });
      return (await bench.sqs.send(command)).Results ?? [];
    },
    cancel: (TaskHandle: string | undefined) => bench.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })),
  };
}

test("without a destination, each message goes back to the queue that it came from, as a new one", async () => {
  const { bench, dead, urls, start, list } = await withDeadLetters(2, "high", "low");
  const [high = "", low = ""] = urls;
  const startedAt = bench.clock.now();

  await start();

  expect(await bench.counts(dead)).toEqual([0, 0, 0]);
  const received = await bench.receiveOne(high, { MessageSystemAttributeNames: ["All"] });
  expect(received.Body).toBe("high 0");
  expect(received.Attributes).toMatchObject({ ApproximateReceiveCount: "1", SentTimestamp: String(startedAt) });
  expect(received.Attributes).not.toHaveProperty("DeadLetterQueueSourceArn");
  expect((await bench.receiveOne(low)).Body).toBe("low 0");
  expect(await list()).toEqual([
    {
      Status: "COMPLETED",
      SourceArn: arnOf("dead"),
      ApproximateNumberOfMessagesMoved: 4,
      ApproximateNumberOfMessagesToMove: 4,
      StartedTimestamp: startedAt,
    },
  ]);
});

test("a task has a rate, shows how far it is, and ends with what was there when it started", async () => {
  const { bench, dead, start, list } = await withDeadLetters(4, "jobs");
  const other = await bench.createQueue("other");

  const { TaskHandle } = await start({ DestinationArn: arnOf("other"), MaxNumberOfMessagesPerSecond: 2 });
  await bench.send(dead, "later");
  await bench.clock.advance(999);

  expect(await bench.counts(other)).toEqual([2, 0, 0]);
  expect(await list()).toMatchObject([
    {
      TaskHandle,
      Status: "RUNNING",
      DestinationArn: arnOf("other"),
      MaxNumberOfMessagesPerSecond: 2,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 4,
    },
  ]);
  await bench.clock.advance(10_000);
  expect(await bench.counts(other)).toEqual([4, 0, 0]);
  expect(await bench.counts(dead)).toEqual([1, 0, 0]);
  expect((await list())[0]).not.toHaveProperty("TaskHandle");
});

test("a task is cancelled where it is, once", async () => {
  const { bench, dead, start, list, cancel } = await withDeadLetters(4, "jobs");
  const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });
  await bench.clock.advance(1_000);

  expect(await cancel(TaskHandle)).toMatchObject({ ApproximateNumberOfMessagesMoved: 2 });
  await bench.clock.advance(60_000);

  expect(await bench.counts(dead)).toEqual([2, 0, 0]);
  expect(await list()).toMatchObject([{ Status: "CANCELLED", ApproximateNumberOfMessagesMoved: 2 }]);
  await expect(cancel(TaskHandle)).rejects.toBeInstanceOf(UnsupportedOperation);
});

test("one task runs at a time, and the last ten are listed, one unless more are asked for", async () => {
  const { bench, start, list, cancel } = await withDeadLetters(2, "jobs");
  const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });

  await expect(start()).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message: "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
  });
  await cancel(TaskHandle);
  for (let n = 0; n < 11; n++) {
    await bench.clock.advance(1);
    await start();
  }
  expect(await list()).toMatchObject([{ Status: "COMPLETED", StartedTimestamp: bench.clock.now() }]);
  expect(await list(10)).toHaveLength(10);
  for (const wrong of [0, 11]) await expect(list(wrong)).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

test("a task fails when its destination is deleted, and keeps what it has not moved", async () => {
  const { bench, dead, start, list } = await withDeadLetters(4, "jobs");
  const other = await bench.createQueue("other");
  await start({ DestinationArn: arnOf("other"), MaxNumberOfMessagesPerSecond: 1 });
  await bench.sqs.send(new DeleteQueueCommand({ QueueUrl: other }));

  await bench.clock.advance(1_000);

  const FailureReason = "AWS.SimpleQueueService.NonExistentQueue";
  expect(await list()).toMatchObject([{ Status: "FAILED", FailureReason, ApproximateNumberOfMessagesMoved: 1 }]);
  expect(await bench.counts(dead)).toEqual([3, 0, 0]);
});

test("a message that was sent to the dead-letter queue itself has no queue to go back to", async () => {
  const { bench, dead, start, list } = await withDeadLetters(0, "jobs");
  await bench.send(dead, "x");

  await start();

  expect(await list()).toMatchObject([{ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" }]);
  expect(await bench.counts(dead)).toEqual([1, 0, 0]);
});

test("messages of a FIFO queue go back in their order, past its deduplication", async () => {
  const { bench, urls, start } = await withDeadLetters(3, "jobs.fifo");
  const [queue = ""] = urls;

  await start();

  const received = await bench.receive(queue, { MaxNumberOfMessages: 10, VisibilityTimeout: 30 });
  expect(received.map(({ Body }) => Body)).toEqual(["jobs.fifo 0", "jobs.fifo 1", "jobs.fifo 2"]);
});

// The wordings were recorded on AWS (LocalStack's snapshots of test_sqs_move_task.py).
test("what can't be moved is refused", async () => {
  const { bench, start, cancel } = await withDeadLetters(1, "jobs");
  await bench.createQueue("a.fifo", { FifoQueue: "true" });
  const invalid = { name: "InvalidParameterValue" };
  const noDestination = { message: "The resource that you specified for the DestinationArn parameter doesn't exist." };
  const toHandle = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64");

  await expect(start({ SourceArn: arnOf("none") })).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(start({ SourceArn: "dead" })).rejects.toMatchObject(invalid);
  await expect(start({ SourceArn: arnOf("jobs") })).rejects.toMatchObject({
    ...invalid,
    message: "Source queue must be configured as a Dead Letter Queue.",
  });
  await expect(start({ DestinationArn: arnOf("none") })).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(start({ DestinationArn: arnOf("none") })).rejects.toMatchObject(noDestination);
  await expect(start({ DestinationArn: arnOf("a.fifo") })).rejects.toMatchObject(invalid);
  await expect(start({ DestinationArn: arnOf("dead") })).rejects.toMatchObject(invalid);
  for (const MaxNumberOfMessagesPerSecond of [0, 501]) {
    await expect(start({ MaxNumberOfMessagesPerSecond })).rejects.toMatchObject(invalid);
  }
  await expect(cancel("garbage")).rejects.toMatchObject({
    ...invalid,
    message: "Value for parameter TaskHandle is invalid.",
  });
  const unknownTask = cancel(toHandle({ taskId: "x", sourceArn: arnOf("dead") }));
  await expect(unknownTask).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(unknownTask).rejects.toMatchObject({
    message: "Task does not exist.",
    $metadata: { httpStatusCode: 404 },
  });
  const unknownQueue = cancel(toHandle({ taskId: "x", sourceArn: arnOf("none") }));
  await expect(unknownQueue).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test("a task under way ends with the engine, and leaves no timer", async () => {
  const { bench, start } = await withDeadLetters(3, "jobs");
  await start({ MaxNumberOfMessagesPerSecond: 1 });
  expect(bench.clock.timers()).toBe(1);
  bench.engine.close();
  expect(bench.clock.timers()).toBe(0);
});
