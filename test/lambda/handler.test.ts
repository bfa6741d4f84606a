import { type CurrentRun, current, discard, job } from "errand";
import { createHandler, type SqsEvent } from "errand/lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Jobs } from "../../lib/core/catalog.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { createHandlerWith, type HandlerOptions } from "../../lib/lambda/handler.ts";
import { createManualClock, settle } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";
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

function aHandler(options: HandlerOptions = {}, jobs: Jobs = { fine, fail, leave }) {
  const clock = createManualClock(START);
  const broker = createRecordingBroker({ strict: true });
  const events: ErrandEvent[] = [];
  let connects = 0;
  const handler = createHandlerWith(jobs, options, {
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
  return { handler, clock, broker, events, connects: () => connects };
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

describe("how long a job may run", () => {
  function aWatchedHandler() {
    const runs: (CurrentRun | undefined)[] = [];
    const gate = Promise.withResolvers<void>();
    const watch = job("watch", async () => {
      runs.push(current());
      await gate.promise;
    });
    return { ...aHandler({}, { watch }), runs, finish: gate.resolve };
  }
  const Records = [aRecord({ function: "watch", args: [] })];
  const withTimeLeft = (left: number) => ({ getRemainingTimeInMillis: () => left });

  test.each([
    ["a second before a long invocation ends", 60_000, 59_000],
    ["a second before one of ten seconds ends", 10_000, 9000],
    ["a tenth of a short one before its end", 5000, 4500],
    ["a tenth of a very short one before its end", 10, 9],
  ])("its signal aborts %s", async (_, left, afterMilliseconds) => {
    const { handler, clock, runs, finish } = aWatchedHandler();
    const invocation = handler({ Records }, withTimeLeft(left));
    await clock.advance(afterMilliseconds - 1);
    expect(runs[0]?.deadline).toEqual(new Date(START + afterMilliseconds));
    expect(runs[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(runs[0]?.signal.aborted).toBe(true);
    finish();
    expect(await invocation).toEqual({ batchItemFailures: [] });
  });

  test.each([undefined, {}])("nothing stops it where the context tells no time: %j", async (context) => {
    const { handler, clock, runs, finish } = aWatchedHandler();
    const invocation = handler({ Records }, context);
    await clock.advance(86_400_000);
    expect(runs[0]).toMatchObject({ deadline: undefined, signal: { aborted: false } });
    finish();
    await invocation;
  });
});

test.each<[HandlerOptions, number]>([
  [{}, 10],
  [{ concurrency: 1 }, 1],
  [{ concurrency: 3 }, 3],
  [{ concurrency: 1000 }, 12],
])("with the options %j, at most so many jobs of a batch run at once: %d", async (options, expected) => {
  let running = 0;
  let most = 0;
  const hold = job("hold", async () => {
    running += 1;
    most = Math.max(most, running);
    await settle();
    running -= 1;
  });
  const { handler } = aHandler(options, { hold });
  const Records = Array.from({ length: 12 }, (_, index) =>
    aRecord({ function: "hold", args: [] }, { messageId: `m${index}` }),
  );
  expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
  expect(most).toBe(expected);
});

describe("a message of two fields was enqueued when SQS got it", () => {
  test("so it has waited since then, and its retry keeps that time", async () => {
    const { handler, broker, events } = aHandler();
    const attributes = { SentTimestamp: String(START - 2500) };
    await handler({ Records: [aRecord({ function: "fail", args: [] }, { attributes })] });
    expect(events[0]).toMatchObject({ type: "job.started", waitedSeconds: 2.5 });
    expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({
      attempt: 2,
      enqueuedAt: "2026-11-21T09:59:57.500Z",
    });
  });

  test("a message that tells its time itself is believed", async () => {
    const { handler, events } = aHandler();
    const attributes = { SentTimestamp: String(START - 2500) };
    const enqueuedAt = "2026-11-21T09:59:50.000Z";
    await handler({ Records: [aRecord({ function: "fine", args: [1], enqueuedAt }, { attributes })] });
    expect(events[0]).toMatchObject({ type: "job.started", waitedSeconds: 10 });
  });

  test.each(["1e20", "-1e20", "yesterday", "NaN", "Infinity", "8640000000000001"])(
    "a time that is no date counts as now, and harms nobody: %s",
    async (SentTimestamp) => {
      const { handler, broker, events } = aHandler();
      const bodies = [{ function: "fine", args: [1] }, { function: "fail", args: [] }, "poison"];
      const Records = bodies.map((body, index) =>
        aRecord(body, { messageId: `m${index}`, attributes: { SentTimestamp } }),
      );
      expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
      expect(events.filter(({ type }) => type === "job.started")).toMatchObject([
        { id: "m0", waitedSeconds: 0 },
        { id: "m1", waitedSeconds: 0 },
      ]);
      expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({ enqueuedAt: "2026-11-21T10:00:00.000Z" });
    },
  );
});

test("when the kernel itself fails at a message, that message is returned", async () => {
  const { clock } = aHandler();
  const handler = createHandlerWith(
    { fail },
    {},
    {
      connect: async () => createRecordingBroker(),
      environment: {},
      limits: { delaySeconds: 900, messageBytes: 1_048_576 },
      clock,
      random: () => {
        throw new Error("chance fell over");
      },
      onEvent: () => {},
    },
  );
  const Records = [aRecord({ function: "fail", args: [1] }, { messageId: "m1" })];
  expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
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

const MESSAGE_BYTES = 1_048_576;

/** What SQS carries at most, of one character as JSON writes it in one, two, three, four or six bytes. */
const largeBody = fc
  .record({
    unit: fc.constantFrom("x", '\\"', "\\u0001", "é", "語", "😀"),
    form: fc.constantFrom(
      ["", ""],
      ["[[", ""],
      ['{"function":"fine","args":["', '"]}'],
      ['{"function":"fail","args":["', '"]}'],
      ['{"function":"gone","args":["', '"]}'],
      ['{"function":"fail","attempt":8,"args":["', '"]}'],
      ['{"function":"fail","args":[],"history":[{"at":"', '"}]}'],
      ['{"errand":1,"function":"leave","tenant":"', '","args":[]}'],
    ),
    room: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: MESSAGE_BYTES / 2 })),
  })
  .map(({ unit, form: [before = "", after = ""], room }) => {
    const bytes = MESSAGE_BYTES - room - before.length - after.length;
    return before + unit.repeat(Math.floor(bytes / Buffer.byteLength(unit))) + after;
  });

/** Nested far deeper than JSON can be written, and around where it just can. */
const deepBody = fc
  .record({
    pair: fc.constantFrom(["[", "]"], ['{"a":', "}"]),
    form: fc.constantFrom(
      ["", ""],
      ['{"function":"fine","args":[', "]}"],
      ['{"function":"fail","args":[', "]}"],
      ['{"function":"gone","args":[', "]}"],
      ['{"function":"fail","attempt":8,"args":[', "]}"],
      ['{"function":"fine","args":{}, "history":[{"a":', "}]}"],
      ['{"function":"fail","args":[],"tenant":', "}"],
    ),
    depth: fc.oneof(fc.integer({ min: 500, max: 10_000 }), fc.constant(100_000)),
  })
  .map(({ pair: [open = "", close = ""], form: [before, after], depth }) =>
    [before, open.repeat(depth), "1", close.repeat(depth), after].join(""),
  );

const mostlySmall = fc.oneof(
  { weight: 96, arbitrary: anyBody },
  { weight: 2, arbitrary: largeBody },
  { weight: 2, arbitrary: deepBody },
);

// A few hundred of them are megabytes, which are written and read several times.
const LARGE_TIMEOUT = 120_000;

test("10,000 random bodies never make the handler throw, and each ends in exactly one place that SQS takes", {
  timeout: LARGE_TIMEOUT,
}, async () => {
  const { handler, broker, events } = aHandler();
  let bodies = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(mostlySmall, { minLength: 10, maxLength: 10 }), async (batch) => {
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
