// A FIFO queue behind the handler: the order of each group is kept, whatever becomes of its messages.

import { job, retryIn, snooze } from "errand";
import { beforeEach, expect, test } from "vitest";
import { createHandlerWith } from "../../lib/lambda/handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";

const ran: string[] = [];
beforeEach(() => void ran.splice(0));

const note = job("note", async (what: string) => {
  await Promise.resolve();
  ran.push(what);
});
const fail = job(
  "fail",
  (what: string) => {
    ran.push(what);
    throw new Error("no");
  },
  { retry: { attempts: 3, min: 20, max: 20 } },
);
const ask = job("ask", () => retryIn("1 day"));
const nap = job("nap", () => snooze("90s"));

function aRecord(name: string, group: string, { receives = 1, what = `${name} ${group}`, body = {} } = {}) {
  return {
    messageId: `${group}: ${what}`,
    body: JSON.stringify({ function: name, args: [what], ...body }),
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:errand-low.fifo",
    receiptHandle: what,
    attributes: {
      SentTimestamp: String(START),
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: String(START),
      MessageGroupId: group,
    },
  };
}

async function handle(...Records: readonly ReturnType<typeof aRecord>[]) {
  const broker = createRecordingBroker();
  const handler = createHandlerWith(
    { note, fail, ask, nap },
    {},
    {
      connect: async () => broker,
      environment: { ERRAND_LOW_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/errand-low.fifo" },
      limits: { delaySeconds: 900, messageBytes: 1_048_576 },
      clock: createManualClock(START),
      random: () => 0.5,
      onEvent: () => {},
    },
  );
  const { batchItemFailures } = await handler({ Records }, { getRemainingTimeInMillis: () => 60_000 });
  return {
    returned: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    hidden: broker.hidden.map(({ delivery, seconds }) => [delivery.messageId, seconds]),
    broker,
  };
}

test("each group runs in its order, the groups side by side", async () => {
  const { returned } = await handle(
    aRecord("note", "a", { what: "a1" }),
    aRecord("note", "b", { what: "b1" }),
    aRecord("note", "a", { what: "a2" }),
    aRecord("note", "a", { what: "a3" }),
    aRecord("note", "b", { what: "b2" }),
  );
  expect(ran).toEqual(["a1", "b1", "a2", "b2", "a3"]);
  expect(returned).toEqual([]);
});

test("after a failure the rest of its group is returned untouched, and other groups go on", async () => {
  const { returned, hidden, broker } = await handle(
    aRecord("note", "a", { what: "a1" }),
    aRecord("fail", "a", { what: "a2" }),
    aRecord("note", "a", { what: "a3" }),
    aRecord("note", "b", { what: "b1" }),
    aRecord("note", "a", { what: "a4" }),
    aRecord("note", "b", { what: "b2" }),
  );
  expect(ran.toSorted()).toEqual(["a1", "a2", "b1", "b2"]);
  expect(returned).toEqual(["a: a2", "a: a3", "a: a4"]);
  expect(broker.retried).toEqual([]);
  // Given back at once: in hand, they would hold the group up for longer than the one that failed.
  expect(hidden).toEqual([
    ["a: a2", 20],
    ["a: a3", 0],
    ["a: a4", 0],
  ]);
});

test("one that was received more often than its job has attempts is buried without another run", async () => {
  const { returned, broker } = await handle(aRecord("fail", "a", { receives: 4 }));
  expect([ran, returned]).toEqual([[], []]);
  expect(JSON.parse(broker.buried[0]?.body ?? "").dead).toMatchObject({ reason: "attempts_exhausted" });
});

test.each([
  ["fail", 20],
  ["nap", 90],
  ["ask", 11 * 3600], // as long as SQS hides at most, an hour aside for the run before
])("%s keeps its place: it is hidden for its wait, not sent on", async (name, seconds) => {
  const { returned, hidden, broker } = await handle(aRecord(name, "a"));
  expect(hidden).toEqual([[`a: ${name} a`, seconds]]);
  expect(returned).toEqual([`a: ${name} a`]);
  expect(broker.retried).toEqual([]);
});

test("what can't be hidden comes again with the visibility timeout, before the others of its group all the same", async () => {
  const records = [aRecord("fail", "a"), aRecord("note", "a", { what: "a2" })];
  const broker = createRecordingBroker();
  broker.refusal = new Error("queue away");
  const handler = createHandlerWith(
    { note, fail },
    {},
    {
      connect: async () => broker,
      environment: {},
      limits: { delaySeconds: 900, messageBytes: 1_048_576 },
      clock: createManualClock(START),
      random: () => 0.5,
      onEvent: () => {},
    },
  );
  const { batchItemFailures } = await handler({ Records: records });
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(["a: fail a", "a: a2"]);
  expect(ran).toEqual(["fail a"]);
});

test("the queue counts its attempts; the last one is buried with its group, and the group goes on", async () => {
  const { returned, broker } = await handle(
    aRecord("fail", "a", { receives: 3 }),
    aRecord("note", "a", { what: "a2" }),
  );
  expect(broker.buried).toMatchObject([{ group: "a" }]);
  expect(JSON.parse(broker.buried[0]?.body ?? "")).toMatchObject({
    attempt: 3,
    dead: { reason: "attempts_exhausted", attempts: 3 },
  });
  expect([ran, returned]).toEqual([["fail a", "a2"], []]);
});

test("a group that has come back runs beside nothing, after what is new", async () => {
  let running = 0;
  const most: number[] = [];
  const slow = job("slow", async (_: string) => {
    most.push(++running);
    await Promise.resolve();
    running -= 1;
  });
  const broker = createRecordingBroker();
  const handler = createHandlerWith(
    { slow },
    {},
    {
      connect: async () => broker,
      environment: {},
      limits: { delaySeconds: 900, messageBytes: 1_048_576 },
      clock: createManualClock(START),
      random: () => 0.5,
      onEvent: () => {},
    },
  );
  await handler({
    Records: [aRecord("slow", "a", { receives: 2 }), aRecord("slow", "a", { what: "a2" }), aRecord("slow", "b")],
  });
  expect(most).toEqual([1, 1, 1]);
  // What is done is deleted before the next suspect begins, also before one of its own group.
  expect(broker.acknowledged.map(({ messageId }) => messageId)).toEqual(["b: slow b", "a: slow a"]);
});
