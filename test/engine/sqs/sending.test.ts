import { InvalidMessageContents, QueueDoesNotExist, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

test("a message that is sent can be received, with its own attributes and those of SQS", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const sent = await bench.send(queue, "hello", {
    MessageAttributes: { kind: { DataType: "String", StringValue: "greeting" } },
    MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2-3" } },
    MessageGroupId: "tenant-7",
  });
  await bench.clock.advance(1_500);

  const received = await bench.receiveOne(queue, {
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
  });

  expect(received).toMatchObject({
    MessageId: sent.MessageId,
    Body: "hello",
    MD5OfBody: "5d41402abc4b2a76b9719d911017c592",
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    MessageAttributes: { kind: { DataType: "String", StringValue: "greeting" } },
    Attributes: {
      SenderId: "000000000000",
      SentTimestamp: String(bench.clock.now() - 1_500),
      ApproximateReceiveCount: "1",
      ApproximateFirstReceiveTimestamp: String(bench.clock.now()),
      AWSTraceHeader: "Root=1-2-3",
      MessageGroupId: "tenant-7",
    },
  });
});

test("messages are received in the order in which they were sent", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  for (const body of ["a", "b", "c"]) await bench.send(queue, body);

  const received = await bench.receive(queue, { MaxNumberOfMessages: 10 });

  expect(received.map(({ Body }) => Body)).toEqual(["a", "b", "c"]);
});

// The digests were recorded on AWS (LocalStack's snapshots of test_sqs.py).
test.each([
  ["a string", { Foo: { DataType: "String", StringValue: "Bar" } }, "ae7155c6026991b6d54b11589678bf9c"],
  ["a number", { timestamp: { DataType: "Number", StringValue: "1493147359900" } }, "235c5c510d26fb653d073faed50ae77c"],
  [
    "bytes",
    {
      attr1: {
        DataType: "Binary",
        BinaryValue: Buffer.from("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01"),
      },
    },
    "8cbe4db156db8a94db8b801b7addb984",
  ],
  [
    "several, whatever their order",
    {
      "Help.Me": { DataType: "String", StringValue: "Me" },
      Hello: { DataType: "String", StringValue: "There" },
      General: { DataType: "String", StringValue: "Kenobi" },
    },
    "4c360f3fdafd970e05fae2f149d997f5",
  ],
])("the MD5 of %s as an attribute is AWS's", async (_, MessageAttributes, digest) => {
  const bench = createBench();
  const queue = await bench.createQueue();

  const sent = await bench.send(queue, "test", { MessageAttributes });

  expect(sent.MD5OfMessageAttributes).toBe(digest);
});

test("the trace header has an MD5 of its own, and leaves that of the attributes alone", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

  const sent = await bench.send(queue, "test", {
    MessageAttributes: { timestamp: { DataType: "Number", StringValue: "1493147359900" } },
    MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue } },
  });

  expect(sent.MD5OfMessageSystemAttributes).toBe("5ae4d5d7636402d80f4eb6d213245a88");
  expect(sent.MD5OfMessageAttributes).toBe("235c5c510d26fb653d073faed50ae77c");
});

test("a delayed message can't be received before its time", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  await bench.send(queue, "later", { DelaySeconds: 900 });

  await bench.clock.advance(899_999);
  expect(await bench.receive(queue)).toEqual([]);
  expect(await bench.counts(queue)).toEqual([0, 0, 1]);

  await bench.clock.advance(1);
  expect((await bench.receiveOne(queue)).Body).toBe("later");
});

test("the queue's delay holds for messages without one, and zero is one", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("slow", { DelaySeconds: "10" });
  await bench.send(queue, "by the queue");
  await bench.send(queue, "at once", { DelaySeconds: 0 });

  const received = await bench.receive(queue, { MaxNumberOfMessages: 10 });

  expect(received.map(({ Body }) => Body)).toEqual(["at once"]);
});

test.each(["emoji 🎉 and 日本語", "\t\r\n \ud7ff\ue000\ufffd\u{10000}\u{10ffff}", '"quotes" & <tags>'])(
  "a body may hold any character of XML: %j",
  async (body) => {
    const bench = createBench();
    const queue = await bench.createQueue();

    await bench.send(queue, body);

    expect((await bench.receiveOne(queue)).Body).toBe(body);
  },
);

test.each(["\u0000", "a\u0008b", "\u001f", "\ufffe", "\uffff", "\ud800", "a\udc00b"])(
  "a body with another character is refused: %j",
  async (body) => {
    const bench = createBench();
    const queue = await bench.createQueue();

    const sending = bench.send(queue, body);

    await expect(sending).rejects.toBeInstanceOf(InvalidMessageContents);
    expect(await bench.counts(queue)).toEqual([0, 0, 0]);
  },
);

test("the size counts the UTF-8 bytes of body, attribute names, types and values", async () => {
  const bench = createBench();
  const queue = await bench.createQueue("small", { MaximumMessageSize: "1024" });
  const MessageAttributes = { größe: { DataType: "Binary", BinaryValue: Buffer.alloc(100) } };
  const left = 1_024 - Buffer.byteLength("größe") - "Binary".length - 100;
  const fits = "é".repeat(Math.floor(left / 2)) + "x".repeat(left % 2);

  await expect(bench.send(queue, fits, { MessageAttributes })).resolves.toBeDefined();
  await expect(bench.send(queue, `${fits}x`, { MessageAttributes })).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message: expect.stringContaining("Message must be shorter than 1024 bytes"),
  });
});

test("a message of 1 MiB is taken, one of a byte more is not", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();

  await expect(bench.send(queue, "x".repeat(1_048_576))).resolves.toBeDefined();
  await expect(bench.send(queue, "x".repeat(1_048_577))).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

const text = (StringValue: string) => ({ DataType: "String", StringValue });
const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, text("x")]));

test.each([
  ["a delay past 900 seconds", { DelaySeconds: 901 }, "InvalidParameterValue"],
  ["a negative delay", { DelaySeconds: -1 }, "InvalidParameterValue"],
  ["an empty body", { MessageBody: "" }, "MissingParameter"],
  ["a group id with a space", { MessageGroupId: "group 123" }, "InvalidParameterValue"],
  ["a group id of 129 letters", { MessageGroupId: "a".repeat(129) }, "InvalidParameterValue"],
  ["a deduplication id", { MessageDeduplicationId: "x" }, "InvalidParameterValue"],
  ["eleven attributes", { MessageAttributes: eleven }, "InvalidParameterValue"],
  ["an empty attribute", { MessageAttributes: { a: text("") } }, "InvalidParameterValue"],
  ["an attribute with a control character", { MessageAttributes: { a: text("\b") } }, "InvalidParameterValue"],
  ["a reserved attribute name", { MessageAttributes: { "aWs.x": text("x") } }, "InvalidParameterValue"],
  ["an attribute name with a space", { MessageAttributes: { "a b": text("x") } }, "InvalidParameterValue"],
  ["an attribute name with two periods", { MessageAttributes: { "a..b": text("x") } }, "InvalidParameterValue"],
  [
    "an attribute name of 257 letters",
    { MessageAttributes: { ["a".repeat(257)]: text("x") } },
    "InvalidParameterValue",
  ],
  ["an unknown type", { MessageAttributes: { a: { DataType: "Date", StringValue: "x" } } }, "InvalidParameterValue"],
  [
    "a number that is none",
    { MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } },
    "InvalidParameterValue",
  ],
  [
    "an unknown system attribute",
    { MessageSystemAttributes: { Color: text("red") } as never },
    "InvalidParameterValue",
  ],
])("%s is refused", async (_, more, name) => {
  const bench = createBench();
  const queue = await bench.createQueue();

  await expect(bench.send(queue, "x", more)).rejects.toMatchObject({ name });
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("an attribute's type may have a label, and its name letters of any script", async () => {
  const bench = createBench();
  const queue = await bench.createQueue();
  const MessageAttributes = {
    "attr.1øßä": { DataType: "Number.float", StringValue: "-1.5e3" },
    picture: { DataType: "Binary.png", BinaryValue: new Uint8Array([1, 2, 3]) },
  };

  await bench.send(queue, "x", { MessageAttributes });

  const received = await bench.receiveOne(queue, { MessageAttributeNames: ["All"] });
  expect(received.MessageAttributes).toMatchObject(MessageAttributes);
});

test("a queue that is not there is AWS's QueueDoesNotExist", async () => {
  const { sqs } = createBench();
  const sending = sqs.send(
    new SendMessageCommand({ QueueUrl: "https://sqs.us-east-1.amazonaws.com/000000000000/no", MessageBody: "x" }),
  );

  await expect(sending).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(sending).rejects.toMatchObject({
    message: "The specified queue does not exist.",
    $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});
