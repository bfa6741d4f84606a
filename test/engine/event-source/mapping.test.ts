import { expect, test } from "vitest";
import { PAYLOAD_BYTES } from "../../../lib/engine/event-source/batch-bytes.ts";
import { settle } from "../../../lib/testing/manual-clock.ts";
import { anEngineSource } from "../../support/engine-source.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test("a batch above ten is gathered by several receives, and goes as soon as it is full", async () => {
  const { batches, send, left } = await anEngineSource({ batchSize: 25, batchingWindowSeconds: 5 });
  await send(...numbers(1, 30));
  await settle();
  expect(batches).toEqual([numbers(1, 25)]);
  expect(await left()).toBe(5);
});

test("a batch that isn't full is waited for, from its first message to the end of the window", async () => {
  const { clock, batches, send } = await anEngineSource({ batchSize: 100, batchingWindowSeconds: 5 });
  await clock.advance(700);
  await send("a");
  await clock.advance(3000);
  await send("b");
  await clock.advance(1999);
  expect(batches).toEqual([]);
  await clock.advance(1);
  expect(batches).toEqual([["a", "b"]]);
});

test("what comes in the last piece of a second of the window is still in the batch", async () => {
  const { clock, batches, send } = await anEngineSource({ batchSize: 100, batchingWindowSeconds: 2 });
  await send("a");
  await clock.advance(500);
  await send("b");
  await clock.advance(1400);
  await send("c");
  await clock.advance(100);
  expect(batches).toEqual([["a", "b", "c"]]);
});

test("without a window a batch is what the first receive brings", async () => {
  const { clock, batches, send } = await anEngineSource();
  await send("a");
  await settle();
  expect(batches).toEqual([["a"]]);
  await send("b");
  await clock.advance(0);
  expect(batches).toEqual([["a"], ["b"]]);
});

test("with ReportBatchItemFailures only what is not returned is deleted; the rest comes again after its visibility timeout", async () => {
  const { clock, batches, send, left } = await anEngineSource({
    answer: ({ Records }) => ({
      batchItemFailures: Records.filter(({ body }) => body === "bad").map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }),
    batchingWindowSeconds: 1,
  });
  await send("good", "bad");
  await clock.advance(1000);
  expect(await left()).toBe(1);
  await clock.advance(30_000);
  expect(batches).toEqual([["good", "bad"], ["bad"]]);
});

test("without ReportBatchItemFailures the answer is ignored and all are deleted, as on AWS", async () => {
  const { clock, batches, send, left } = await anEngineSource({
    reportBatchItemFailures: false,
    answer: ({ Records }) => ({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) }),
  });
  await send("failed, and lost");
  await clock.advance(120_000);
  expect(batches).toEqual([["failed, and lost"]]);
  expect(await left()).toBe(0);
});

test("without ReportBatchItemFailures a function that fails still keeps its batch", async () => {
  const outcomes = [() => Promise.reject(new Error("Task timed out after 60.00 seconds")), () => undefined];
  const { clock, batches, receives, send, left } = await anEngineSource({
    reportBatchItemFailures: false,
    answer: () => outcomes.shift()?.(),
  });
  await send("a");
  await clock.advance(29_999);
  expect(batches).toEqual([["a"]]);
  await clock.advance(1);
  expect(batches).toEqual([["a"], ["a"]]);
  expect(receives).toEqual(["1", "2"]);
  expect(await left()).toBe(0);
});

test("a throttled invocation runs nothing, raises the receive count and leaves the batch to its visibility timeout", async () => {
  let throttled = 2;
  const seen: string[] = [];
  const { clock, problems, send, left } = await anEngineSource({
    async invoke(event) {
      const { Records } = event as { Records: { attributes: { ApproximateReceiveCount: string } }[] };
      if (throttled-- > 0) return { kind: "throttled" };
      seen.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
      return { kind: "answered", response: undefined };
    },
  });
  await send("a");
  await clock.advance(59_999);
  expect(seen).toEqual([]);
  expect(await left()).toBe(1);
  await clock.advance(1);
  expect(seen).toEqual(["3"]);
  expect(await left()).toBe(0);
  expect(problems).toEqual(
    Array.from(
      { length: 2 },
      () =>
        "The function was throttled with a batch of 1, which has not run, counts as received, and comes again within 30 s, " +
        "when its visibility timeout is over.",
    ),
  );
});

test("no more invocations than the maximum concurrency are under way at once", async () => {
  let most = 0;
  let underWay = 0;
  const { clock, batches, send } = await anEngineSource({
    batchSize: 1,
    concurrency: 3,
    async answer() {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => void clock.after(1000, resolve));
      underWay -= 1;
    },
  });
  await send(...numbers(1, 10));
  await clock.advance(10_000);
  expect(batches).toHaveLength(10);
  expect(most).toBe(3);
});

test("a batch is cut so that its event stays within 6 MB; what has no room goes next", async () => {
  const sizes: number[] = [];
  const { clock, batches, send, left } = await anEngineSource({
    batchSize: 20,
    batchingWindowSeconds: 1,
    answer: (event) => void sizes.push(Buffer.byteLength(JSON.stringify(event))),
  });
  const large = "x".repeat(1_000_000);
  await send(...Array.from({ length: 14 }, () => large));
  await clock.advance(5000);
  expect(batches.map(({ length }) => length)).toEqual([6, 6, 2]);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(PAYLOAD_BYTES);
  expect(await left()).toBe(0);
});

test("a message that is larger as JSON than as text counts by its JSON", async () => {
  const { clock, batches, send } = await anEngineSource({ batchSize: 20, batchingWindowSeconds: 1 });
  const quotes = '"'.repeat(1_000_000);
  await send(...Array.from({ length: 4 }, () => quotes));
  await clock.advance(5000);
  expect(batches.map(({ length }) => length)).toEqual([3, 1]);
});
