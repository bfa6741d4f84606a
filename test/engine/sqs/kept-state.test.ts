// What an engine has kept, the next one on the same folder has again: through the SDK, on a clock that stands still.

import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, type TestContext, test } from "vitest";
import { aKeptEngine } from "../../support/kept-engine.ts";

function aFolder(context: TestContext) {
  const { clock, start: startEngine } = aKeptEngine(context);
  const start = () => {
    const { config, end } = startEngine();
    const sqs = new SQSClient(config);
    const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
    const receive = async (QueueUrl: string, VisibilityTimeout?: number) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          VisibilityTimeout,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
      );
      return Messages;
    };
    const attributes = async (QueueUrl: string) =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes ?? {};
    const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
      (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
    return { sqs, send, receive, attributes, create, end };
  };
  return { clock, start };
}

const counts = ({
  ApproximateNumberOfMessages,
  ApproximateNumberOfMessagesNotVisible,
  ApproximateNumberOfMessagesDelayed,
}: Record<string, string>) => [
  ApproximateNumberOfMessages,
  ApproximateNumberOfMessagesNotVisible,
  ApproximateNumberOfMessagesDelayed,
];

test("queues with their attributes, and messages ready, delayed and in flight", async (context) => {
  const { clock, start } = aFolder(context);
  const first = start();
  const url = await first.create("jobs", { VisibilityTimeout: "100", MaximumMessageSize: "2048" });
  await first.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { DelaySeconds: "5" } }));
  const MessageAttributes = {
    text: { DataType: "String", StringValue: "ü😀" },
    bytes: { DataType: "Binary.png", BinaryValue: new Uint8Array([0, 255]) },
  };
  await first.send(url, "in flight \u0001 😀".replace("\u0001", "\t"), { DelaySeconds: 0, MessageAttributes });
  const [taken] = await first.receive(url);
  await first.send(url, "delayed");
  await first.send(url, "ready", { DelaySeconds: 0 });
  const before = await first.attributes(url);
  first.end();

  const second = start();
  expect(await second.attributes(url)).toEqual(before);
  expect(counts(before)).toEqual(["1", "1", "1"]);
  expect((await second.receive(url, 0)).map(({ Body }) => Body)).toEqual(["ready"]);
  await clock.advance(5000);
  expect((await second.receive(url)).map(({ Body }) => Body)).toEqual(["delayed", "ready"]);
  await clock.advance(95_000);
  const [again] = await second.receive(url);
  expect(again).toMatchObject({
    MessageId: taken?.MessageId,
    Body: taken?.Body,
    MessageAttributes,
    MD5OfMessageAttributes: taken?.MD5OfMessageAttributes,
    Attributes: { ApproximateReceiveCount: "2", SentTimestamp: taken?.Attributes?.["SentTimestamp"] },
  });
  second.end();
});

test("a clock that was set back in between hides nothing that was ready", async (context) => {
  const { clock, start } = aFolder(context);
  const first = start();
  const url = await first.create("jobs");
  await first.send(url, "received and given back");
  await first.receive(url, 0);
  await first.send(url, "never received");
  first.end();
  clock.sleep(-3_600_000);

  const second = start();
  expect(counts(await second.attributes(url))).toEqual(["2", "0", "0"]);
  second.end();
});

test("what was deleted, purged or went with its queue does not rise again", async (context) => {
  const { start } = aFolder(context);
  const first = start();
  const urls = await Promise.all(["deleted", "purged", "gone"].map((name) => first.create(name)));
  const [deleted = "", purged = "", gone = ""] = urls;
  for (const url of urls) for (const body of ["a", "b"]) await first.send(url, body);
  for (const { ReceiptHandle } of await first.receive(deleted)) {
    await first.sqs.send(new DeleteMessageCommand({ QueueUrl: deleted, ReceiptHandle }));
  }
  await first.receive(purged);
  await first.sqs.send(new PurgeQueueCommand({ QueueUrl: purged }));
  await first.receive(gone);
  await first.sqs.send(new DeleteQueueCommand({ QueueUrl: gone }));
  first.end();

  const second = start();
  expect((await second.sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([deleted, purged]);
  for (const url of [deleted, purged, await second.create("gone")]) {
    expect(counts(await second.attributes(url))).toEqual(["0", "0", "0"]);
  }
  second.end();
});

test("a receipt handle of before works after, a stale one does not", async (context) => {
  const { start } = aFolder(context);
  const first = start();
  const url = await first.create("jobs");
  await first.send(url, "a");
  const [stale] = await first.receive(url, 0);
  const [fresh] = await first.receive(url);
  await first.sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: fresh?.ReceiptHandle, VisibilityTimeout: 500 }),
  );
  first.end();

  const second = start();
  await second.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: stale?.ReceiptHandle }));
  expect(counts(await second.attributes(url))).toEqual(["0", "1", "0"]);
  await second.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: fresh?.ReceiptHandle }));
  expect(counts(await second.attributes(url))).toEqual(["0", "0", "0"]);
  second.end();
});

test("a dead-letter queue keeps what was redriven into it", async (context) => {
  const { start } = aFolder(context);
  const first = start();
  const dead = await first.create("dead");
  const deadLetterTargetArn = (await first.attributes(dead))["QueueArn"];
  const url = await first.create("jobs", {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
  });
  await first.send(url, "a");
  await first.receive(url, 0);
  expect(await first.receive(url)).toEqual([]);
  first.end();

  const second = start();
  expect(counts(await second.attributes(url))).toEqual(["0", "0", "0"]);
  expect(await second.receive(dead)).toMatchObject([
    {
      Body: "a",
      Attributes: { DeadLetterQueueSourceArn: expect.stringMatching(/:jobs$/), ApproximateReceiveCount: "2" },
    },
  ]);
  second.end();
});

test("a FIFO queue keeps order, locks, sequence numbers and what it must not take twice", async (context) => {
  const { clock, start } = aFolder(context);
  const first = start();
  const url = await first.create("jobs.fifo", { FifoQueue: "true" });
  const sent = (body: string, group: string) => ({ MessageGroupId: group, MessageDeduplicationId: body });
  for (const body of ["a1", "a2"]) await first.send(url, body, sent(body, "a"));
  const { Messages: [taken] = [] } = await first.sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
  const { SequenceNumber: last = "" } = await first.send(url, "b1", sent("b1", "b"));
  first.end();

  const second = start();
  const again = await second.send(url, "b1", sent("b1", "b"));
  expect(again.SequenceNumber).toBe(last);
  expect((await second.receive(url)).map(({ Body }) => Body)).toEqual(["b1"]); // a2 waits for a1
  await second.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: taken?.ReceiptHandle }));
  expect((await second.receive(url)).map(({ Body }) => Body)).toEqual(["a2"]);
  const { SequenceNumber: next = "" } = await second.send(url, "c1", sent("c1", "c"));
  expect(BigInt(next)).toBeGreaterThan(BigInt(last));
  await clock.advance(300_000);
  await second.send(url, "b1", sent("b1", "b"));
  second.end();

  const third = start();
  expect(counts(await third.attributes(url))).toEqual(["4", "0", "0"]);
  third.end();
});
