import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

test("an empty queue answers without messages at once", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();

  expect(await bench.receive(queue)).toEqual([]);
});

test("a receive gets one message unless it asks for more, and at most ten", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  for (let n = 0; n < 12; n++) await bench.send(queue, String(n));

  expect(await bench.receive(queue)).toHaveLength(1);
  expect(await bench.receive(queue, { MaxNumberOfMessages: 10 })).toHaveLength(10);
  expect(await bench.receive(queue, { MaxNumberOfMessages: 10 })).toHaveLength(1);
});

test.each([
  ["0 messages", { MaxNumberOfMessages: 0 }, "InvalidParameterValue"],
  ["11 messages", { MaxNumberOfMessages: 11 }, "InvalidParameterValue"],
  ["a wait of 21 seconds", { WaitTimeSeconds: 21 }, "InvalidParameterValue"],
  ["a negative wait", { WaitTimeSeconds: -1 }, "InvalidParameterValue"],
  ["a visibility timeout past twelve hours", { VisibilityTimeout: 43_201 }, "InvalidParameterValue"],
  ["an unknown system attribute", { MessageSystemAttributeNames: ["Color" as never] }, "InvalidAttributeName"],
  ["the attempt id of a FIFO queue", { ReceiveRequestAttemptId: "x" }, "InvalidParameterValue"],
])("asking for %s is refused", async (_, more, name) => {
  const bench = createBench();
  const queue = await bench.createQueue();

  await expect(bench.receive(queue, more)).rejects.toMatchObject({ name });
});

// Recorded on AWS: which attributes a pattern selects, and that the digest is of those that are returned.
test.each([
  [[], undefined, undefined],
  [["All"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [["*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [[".*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [["Foo", "Help"], undefined, undefined],
  [["Hello", "General"], ["General", "Hello"], "fca026605781cb4126a1e9044df24232"],
  [["Foo", "Hello"], ["Hello"], "a311262e065454b75da111d535b8dacd"],
  [["Hel.*"], ["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"],
  [["AWS."], undefined, undefined],
  [["..foo"], undefined, undefined],
])("the attribute names %j select %j", async (names, selected, digest) => {
  const bench = createBench();
  const queue = await bench.createQueue();
  await bench.send(queue, "msg", {
    MessageAttributes: {
      "Help.Me": { DataType: "String", StringValue: "Me" },
      Hello: { DataType: "String", StringValue: "There" },
      General: { DataType: "String", StringValue: "Kenobi" },
    },
  });

  const received = await bench.receiveOne(queue, { MessageAttributeNames: names });

  expect(received.MessageAttributes && Object.keys(received.MessageAttributes).sort()).toEqual(selected);
  expect(received.MD5OfMessageAttributes).toBe(digest);
});

test("only the system attributes that are asked for are returned, by either parameter", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("jobs", { VisibilityTimeout: "0" });
  await bench.send(queue, "x");

  expect((await bench.receiveOne(queue)).Attributes).toBeUndefined();
  const older = await bench.receiveOne(queue, { AttributeNames: ["SenderId" as never, "SequenceNumber" as never] });
  expect(older.Attributes).toEqual({ SenderId: "000000000000" });
  const newer = await bench.receiveOne(queue, { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
  expect(newer.Attributes).toEqual({ ApproximateReceiveCount: "3" });
});

test("a message is gone once the retention period is over, in flight or not", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("short", { MessageRetentionPeriod: "60", VisibilityTimeout: "120" });
  await bench.send(queue, "in flight");
  await bench.send(queue, "waiting");
  await bench.send(queue, "delayed", { DelaySeconds: 900 });
  const inFlight = await bench.receiveOne(queue);

  await bench.clock.advance(59_999);
  expect(await bench.counts(queue)).toEqual([1, 1, 1]);
  await bench.clock.advance(1);

  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
  await expect(bench.delete(queue, inFlight)).resolves.toBeDefined();
});
