import { type Message, SendMessageBatchCommand, type SendMessageCommandInput } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { settle } from "../../support/manual-clock.ts";
import { createBench } from "./bench.ts";

async function withFifoQueue(Attributes: Record<string, string> = {}) {
  const bench = createBench();
  const queue = await bench.createQueue("jobs.fifo", {
    FifoQueue: "true",
    ContentBasedDeduplication: "true",
    ...Attributes,
  });
  return {
    bench,
    queue,
    /** Sends messages whose bodies start with the name of their group: "a1" is of the group "a". */
    async send(...bodies: string[]) {
      for (const body of bodies) await bench.send(queue, body, { MessageGroupId: body.charAt(0) });
    },
    receive: (MaxNumberOfMessages = 10, more = {}) => bench.receive(queue, { MaxNumberOfMessages, ...more }),
  };
}

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

test("one receive gets as many of a group as it may, in their order, and then those of the next", async () => {
  const { send, receive } = await withFifoQueue();
  await send("a1", "b1", "a2", "a3", "b2");

  expect(bodies(await receive())).toEqual(["a1", "a2", "a3", "b1", "b2"]);
});

test("while messages of a group are in flight, those after them stay, and those of other groups don't", async () => {
  const { bench, queue, send, receive } = await withFifoQueue();
  await send("a1", "a2", "a3", "a4", "b1");

  const [first, second] = await receive(2);
  expect(bodies(await receive())).toEqual(["b1"]);
  await send("a5");
  expect(bodies(await receive())).toEqual([]);

  await bench.delete(queue, first ?? {});
  expect(bodies(await receive())).toEqual([]);
  await bench.delete(queue, second ?? {});
  expect(bodies(await receive())).toEqual(["a3", "a4", "a5"]);
});

test("a group whose messages come back gives them again in their order", async () => {
  const { bench, send, receive } = await withFifoQueue({ VisibilityTimeout: "5" });
  await send("a1", "a2", "a3");

  expect(bodies(await receive(2))).toEqual(["a1", "a2"]);
  await bench.clock.advance(5_000);

  expect(bodies(await receive())).toEqual(["a1", "a2", "a3"]);
});

// Recorded on AWS (LocalStack's test_fifo_group_visibility_extends_with_change_message_visibility).
test.each([
  [0, []],
  [1, ["a1"]],
  [2, ["a1", "a2"]],
])("with the message at %d in flight for longer, its group gives %j", async (index, expected) => {
  const { bench, queue, send, receive } = await withFifoQueue({ VisibilityTimeout: "1" });
  await send("a1", "a2", "a3");
  const received = await receive();

  await bench.changeVisibility(queue, received[index] ?? {}, 4);
  await bench.clock.advance(2_500);

  expect(bodies(await receive())).toEqual(expected);
});

// Recorded on AWS too: the group that comes back is the last, though its message is the oldest.
test("a group that is free again stands behind those that waited", async () => {
  const { bench, queue, send, receive } = await withFifoQueue();
  await send("a1", "a2", "b1", "c1", "d1");
  const [first] = await receive(2);

  await bench.changeVisibility(queue, first ?? {}, 0);

  expect(bodies(await receive())).toEqual(["b1", "c1", "d1", "a1"]);
});

test("a message that is deleted frees its group for a long poll that waits", async () => {
  const { bench, queue, send, receive } = await withFifoQueue();
  await send("a1", "a2");
  const [first] = await receive(1);
  const answers: unknown[] = [];
  const poll = receive(1, { WaitTimeSeconds: 20 }).then((messages) => answers.push(bodies(messages)));
  await settle();
  expect(answers).toEqual([]);

  await bench.delete(queue, first ?? {});
  await poll;

  expect(answers).toEqual([["a2"]]);
});

test("the queue's delay holds for all of its messages, and a message can have none of its own", async () => {
  const { bench, queue, send, receive } = await withFifoQueue({ DelaySeconds: "10" });
  await send("a1");
  await bench.send(queue, "a2", { MessageGroupId: "a", DelaySeconds: 0 });

  await expect(bench.send(queue, "a3", { MessageGroupId: "a", DelaySeconds: 2 })).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message:
      "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
  });
  expect(await bench.counts(queue)).toEqual([0, 0, 2]);
  await bench.clock.advance(10_000);
  expect(bodies(await receive())).toEqual(["a1", "a2"]);
});

test("a delay that is changed holds for the messages that are delayed already", async () => {
  const { bench, queue, send, receive } = await withFifoQueue({ DelaySeconds: "100" });
  await send("a1", "a2");
  await bench.clock.advance(5_000);
  const answers: unknown[] = [];
  const poll = receive(10, { WaitTimeSeconds: 20 }).then((messages) => answers.push(bodies(messages)));
  await settle();

  await bench.configure(queue, { DelaySeconds: "10" });
  await bench.clock.advance(4_999);
  expect(answers).toEqual([]);
  await bench.clock.advance(1);
  await poll;

  expect(answers).toEqual([["a1", "a2"]]);
});

test("the counters count waiting, locked and flying messages of all groups", async () => {
  const { bench, queue, send, receive } = await withFifoQueue();
  await send("a1", "a2", "b1");
  await receive(1);

  expect(await bench.counts(queue)).toEqual([2, 1, 0]);
});

test("a handle whose time is over, or that is stale, neither deletes nor hides: another may be at work", async () => {
  const { bench, queue, send, receive } = await withFifoQueue({ VisibilityTimeout: "1" });
  await send("a1");
  const [first = {}] = await receive();
  await bench.clock.advance(1_000);
  const expired = {
    name: "InvalidParameterValue",
    message: `Value ${first.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  };

  await expect(bench.delete(queue, first)).rejects.toMatchObject(expired);
  await expect(bench.changeVisibility(queue, first, 9)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const [second = {}] = await receive();
  await expect(bench.delete(queue, first)).rejects.toMatchObject(expired);
  await bench.delete(queue, second);
  await expect(bench.delete(queue, second)).resolves.toBeDefined();
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("the messages of a group reach the dead-letter queue in their order, and their age starts again there", async () => {
  const { bench, queue, send, receive } = await withFifoQueue({ VisibilityTimeout: "1" });
  const dead = await bench.createQueue("dead.fifo", { FifoQueue: "true", MessageRetentionPeriod: "60" });
  const { QueueArn: deadLetterTargetArn } = await bench.attributes(dead);
  await bench.configure(queue, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
  await send("a1", "a2", "a3");
  expect(bodies(await receive(2))).toEqual(["a1", "a2"]);
  await bench.clock.advance(59_000);

  expect(bodies(await receive())).toEqual(["a3"]);
  await bench.clock.advance(59_000);

  const buried = await bench.receive(dead, { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] });
  expect(bodies(buried)).toEqual(["a1", "a2"]);
  expect(buried[0]?.Attributes).toMatchObject({ MessageGroupId: "a", ApproximateReceiveCount: "2" });
});

test("a group of which the first message is buried gives as much as one receive may take", async () => {
  const { bench, queue, send, receive } = await withFifoQueue({ VisibilityTimeout: "1" });
  const dead = await bench.createQueue("dead.fifo", { FifoQueue: "true" });
  const { QueueArn: deadLetterTargetArn } = await bench.attributes(dead);
  await bench.configure(queue, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
  await send("a1");
  await receive(1);
  await bench.clock.advance(1_000);
  await send("a2", "a3", "a4");

  expect(bodies(await receive(3))).toEqual(["a2", "a3", "a4"]);
});

test("random work keeps every group in order, and never has two at work on one", async () => {
  const { bench, queue, send, receive } = await withFifoQueue({ VisibilityTimeout: "30" });
  const sent = Array.from({ length: 60 }, (_, n) => `${"abcdefg".charAt((n * n) % 7)}-${String(n).padStart(2, "0")}`);
  const done: string[] = [];
  let held: Message[] = [];
  for (let step = 0; done.length < sent.length; step++) {
    const next = sent[step];
    if (next !== undefined) await send(next);
    const received = await receive(1 + (step % 4));
    const groups = new Set(held.map(({ Body }) => Body?.charAt(0)));
    expect(received.filter(({ Body }) => groups.has(Body?.charAt(0)))).toEqual([]);
    held.push(...received);
    if (step % 3 !== 0) continue;
    for (const message of held) await bench.delete(queue, message);
    done.push(...held.map(({ Body = "" }) => Body));
    held = [];
  }

  for (const group of "abcdefg") {
    const ofGroup = (all: readonly string[]) => all.filter((body) => body.startsWith(group));
    expect(ofGroup(done)).toEqual(ofGroup(sent));
  }
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

const grouped = (more: Partial<SendMessageCommandInput>) => ({ MessageGroupId: "a", ...more });

test.each([
  ["no group", { MessageGroupId: undefined }, "MissingParameter"],
  ["an empty group", { MessageGroupId: "" }, "InvalidParameterValue"],
  ["a group with a space", { MessageGroupId: "a b" }, "InvalidParameterValue"],
  ["an empty deduplication id", { MessageDeduplicationId: "" }, "InvalidParameterValue"],
  ["a deduplication id of 129 letters", { MessageDeduplicationId: "x".repeat(129) }, "InvalidParameterValue"],
])("a message with %s is refused", async (_, more, name) => {
  const { bench, queue } = await withFifoQueue();

  await expect(bench.send(queue, "x", grouped(more))).rejects.toMatchObject({ name });
});

test("a batch with an entry without its ids is refused as a whole", async () => {
  const { bench, queue } = await withFifoQueue({ ContentBasedDeduplication: "false" });
  const good = { Id: "good", MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "1" };

  for (const missing of ["MessageGroupId", "MessageDeduplicationId"]) {
    const Entries = [good, { ...good, Id: "bad", [missing]: undefined }];
    const sending = bench.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    await expect(sending).rejects.toMatchObject({ name: "InvalidParameterValue" });
  }
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("the attempt id of a receive is taken", async () => {
  const { send, receive } = await withFifoQueue();
  await send("a1");

  expect(await receive(1, { ReceiveRequestAttemptId: "attempt-1" })).toHaveLength(1);
  await expect(receive(1, { ReceiveRequestAttemptId: "a b" })).rejects.toMatchObject({ name: "InvalidParameterValue" });
});
