// FIFO queues end to end: the engine's queue with its groups, the real SDK, and the handler.

import { SQSClient } from "@aws-sdk/client-sqs";
import { job } from "errand";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import { createSqsInbox } from "../../lib/aws/sqs-inbox.ts";
import { createDirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { type SourceMessage, toSqsEvent } from "../../lib/engine/event-source/sqs-event.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createHandlerWith } from "../../lib/lambda/handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { prove, TIME_LIMIT } from "../model/hold.ts";
import { START } from "../support/kernels.ts";

const ORIGIN = "https://sqs.us-east-1.amazonaws.com";
const ARN = "arn:aws:sqs:us-east-1:000000000000:errand-low.fifo";

const ATTEMPTS = 6;

interface Order {
  readonly group: string;
  /** In how many of its runs it fails. */
  readonly failures: number;
}

async function play(orders: readonly Order[]) {
  const clock = createManualClock(START);
  const engine = createEngine({ clock });
  const sqs = createDirectClient(engine, ORIGIN);
  const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true", VisibilityTimeout: "360" };
  const make = async (QueueName: string) =>
    (await sqs.call("CreateQueue", { QueueName, Attributes: fifo }))["QueueUrl"];
  const queue = (await make("errand-low.fifo")) as string;
  const dead = (await make("errand-low-dead.fifo")) as string;

  const runs: number[] = [];
  const done: number[] = [];
  const work = job(
    "work",
    (index: number) => {
      runs.push(index);
      if (runs.filter((run) => run === index).length <= (orders[index]?.failures ?? 0)) throw new Error("no");
      done.push(index);
    },
    { retry: { attempts: ATTEMPTS, min: 10, max: 30 } },
  );
  const environment = { ERRAND_LOW_QUEUE_URL: queue, ERRAND_LOW_DEAD_QUEUE_URL: dead };
  const client = new SQSClient({
    requestHandler: createRequestHandler(engine),
    endpoint: ORIGIN,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const world = {
    connect: async () => ({ ...createSqsBroker(client, environment, clock), ...createSqsInbox(client, environment) }),
    environment,
    limits: SQS_LIMITS,
    clock,
    random: () => 0.5,
    onEvent: () => {},
  };
  const handler = createHandlerWith({ work }, {}, world);

  const receive = async (QueueUrl: string): Promise<readonly SourceMessage[]> => {
    const most = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] };
    return ((await sqs.call("ReceiveMessage", most))["Messages"] ?? []) as SourceMessage[];
  };
  for (const [index, { group }] of orders.entries()) {
    const MessageBody = JSON.stringify({ function: "work", args: [index] });
    await sqs.call("SendMessage", { QueueUrl: queue, MessageBody, MessageGroupId: group });
  }
  // As Lambda does, for as long as anything can still come.
  for (let round = 0; round < 300 && (await isHeld(queue)); round += 1) {
    const messages = await receive(queue);
    if (messages.length > 0) {
      const { batchItemFailures } = await handler(toSqsEvent(messages, ARN), {
        getRemainingTimeInMillis: () => 60_000,
      });
      const returned = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { MessageId = "", ReceiptHandle } of messages) {
        if (!returned.has(MessageId)) await sqs.call("DeleteMessage", { QueueUrl: queue, ReceiptHandle });
      }
    }
    await clock.advance(10_000);
  }
  async function isHeld(QueueUrl: string): Promise<boolean> {
    const { Attributes } = await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
    const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: inFlight } =
      Attributes as Record<string, string>;
    return Number(ready) + Number(inFlight) > 0;
  }
  const isLeft = await isHeld(queue);
  const letters: { readonly index: number; readonly group: string }[] = [];
  for (let some = await receive(dead); some.length > 0; some = await receive(dead)) {
    for (const { Body = "", ReceiptHandle, Attributes = {} } of some) {
      letters.push({ index: JSON.parse(Body).args[0], group: Attributes["MessageGroupId"] ?? "" });
      await sqs.call("DeleteMessage", { QueueUrl: dead, ReceiptHandle });
    }
  }
  return { runs, done, letters, isLeft };
}

const anyOrders = fc.array(
  fc.record({
    group: fc.constantFrom("a", "b", "c"),
    failures: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 7 })),
  }),
  { minLength: 1, maxLength: 10 },
);

test("any groups, any failures: each group is done in its order, and nothing is lost", {
  timeout: TIME_LIMIT,
}, async () => {
  const property = fc.asyncProperty(anyOrders, async (orders) => {
    const { runs, done, letters, isLeft } = await play(orders);
    expect(isLeft).toBe(false);
    const ended = [...done, ...letters.map(({ index }) => index)];
    expect(ended.toSorted((a, b) => a - b)).toEqual(orders.map((_, index) => index));
    for (const { index, group } of letters)
      expect([group, orders[index]?.failures !== 0]).toEqual([orders[index]?.group, true]);
    // No run of a group before all that were sent before it have ended: so its runs never go back.
    for (const group of ["a", "b", "c"]) {
      const theirs = runs.filter((index) => orders[index]?.group === group);
      expect(theirs).toEqual(theirs.toSorted((a, b) => a - b));
    }
  });
  await prove(property, 150);
});

test("in a FIFO queue only SQS counts: what waits behind a failure is received with it, and has fewer runs left", async () => {
  const { runs, letters } = await play([
    { group: "a", failures: 3 },
    { group: "a", failures: 7 },
  ]);
  const second = runs.filter((index) => index === 1);
  expect(second.length).toBeLessThan(ATTEMPTS);
  expect(letters).toEqual([{ index: 1, group: "a" }]);
});
