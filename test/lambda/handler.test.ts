import { discard, job } from "errand";
import { createHandler, type SqsEvent } from "errand/lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { createHandlerWith, type HandlerOptions } from "../../lib/lambda/handler.ts";
import { START } from "../support/kernels.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";

const ENVIRONMENT = { ERRAND_HIGH_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/errand-high" };

function aRecord(body: unknown, changes: object = {}) {
  return {
    messageId: "m1",
    body: typeof body === "string" ? body : JSON.stringify(body),
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:errand-low",
    attributes: { SentTimestamp: String(START) },
    ...changes,
  };
}

const fine = job("fine", (_: unknown) => 1);
const fail = job("fail", () => {
  throw new Error("no");
});
const leave = job("leave", () => discard("gone"));

function aHandler(options: HandlerOptions = {}) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker();
  const events: ErrandEvent[] = [];
  let connects = 0;
  const handler = createHandlerWith({ fine, fail, leave }, options, {
    connect: async () => {
      connects += 1;
      return broker;
    },
    environment: ENVIRONMENT,
    limits: { delaySeconds: 900, messageBytes: 1_048_576 },
    clock,
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
  });
  return { handler, broker, events, connects: () => connects };
}

describe("the handler", () => {
  test("runs a batch and returns nothing when all is settled, without joining SQS", async () => {
    const { handler, connects } = aHandler();
    const Records = [aRecord({ function: "fine", args: [1] }), aRecord({ function: "leave", args: [] })];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
    expect(connects()).toBe(0);
  });

  test("returns only those that could not be settled", async () => {
    const { handler, broker } = aHandler();
    broker.refusal = new Error("queue away");
    const Records = [
      aRecord({ function: "fine", args: [1] }, { messageId: "m1" }),
      aRecord({ function: "fail", args: [] }, { messageId: "m2" }),
      aRecord("poison", { messageId: "m3" }),
    ];
    expect(await handler({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: "m2" }, { itemIdentifier: "m3" }],
    });
  });

  test("tells the priority by the queue that a message came from", async () => {
    const { handler, broker } = aHandler();
    const eventSourceARN = "arn:aws:sqs:us-east-1:000000000000:errand-high";
    await handler({ Records: [aRecord("poison", { eventSourceARN }), aRecord("poison")] });
    expect(broker.buried.map(({ priority }) => priority)).toEqual(["high", "low"]);
  });

  test("works with the least that a record holds", async () => {
    const { handler, events } = aHandler();
    await handler({ Records: [{ messageId: "m", body: '{"function":"fine","args":[1]}', eventSourceARN: "" }] });
    expect(events).toMatchObject([{ type: "job.started", waitedSeconds: 0 }, { type: "job.completed" }]);
  });

  test.each([undefined, null, {}, { Records: {} }, { Records: [{ Sns: {} }] }, { source: "aws.events" }])(
    "an event that isn't SQS's is an error that says so: %j",
    async (event) => {
      const { handler } = aHandler();
      await expect(handler(event as SqsEvent)).rejects.toMatchObject({ code: "invalid_event" });
    },
  );

  test.each([{ concurrency: 0 }, { concurrency: 1.5 }, { concurency: 3 }])("the options %j are refused", (options) => {
    expect(() => createHandler({ fine }, options)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

/** Bodies of every kind: noise, JSON, and near misses of an envelope. */
const anyBody = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.json(),
  fc
    .record(
      {
        errand: fc.oneof(fc.constant(1), fc.anything()),
        id: fc.anything(),
        function: fc.oneof(fc.constantFrom("fine", "fail", "leave", "__proto__", "toString"), fc.anything()),
        args: fc.oneof(fc.array(fc.jsonValue()), fc.anything()),
        attempt: fc.oneof(fc.integer(), fc.anything()),
        enqueuedAt: fc.oneof(
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          fc.anything(),
        ),
        notBefore: fc.oneof(
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          fc.anything(),
        ),
        priority: fc.oneof(fc.constantFrom("high", "low"), fc.anything()),
        history: fc.oneof(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.anything()),
        dead: fc.anything(),
        payload: fc.anything(),
        pack: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part)) ?? "null"),
);

test("10,000 random bodies never make the handler throw, and each ends in exactly one place", async () => {
  const { handler, broker, events } = aHandler();
  let bodies = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyBody, { minLength: 10, maxLength: 10 }), async (batch) => {
      broker.buried.length = broker.retried.length = events.length = 0;
      bodies += batch.length;
      const Records = batch.map((body, index) => aRecord(body, { messageId: `m${index}` }));
      expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
      const ended = events.filter(({ type }) => type !== "job.started");
      expect(ended).toHaveLength(batch.length);
      const inPlace = ended.filter(({ type }) => type === "job.completed" || type === "job.discarded").length;
      expect(inPlace + broker.buried.length + broker.retried.length).toBe(batch.length);
    }),
    { numRuns: 1000 },
  );
  expect(bodies).toBe(10_000);
});
