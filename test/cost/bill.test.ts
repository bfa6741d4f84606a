import { describe, expect, test } from "vitest";
import { type Bill, toBill } from "../../lib/cost/bill.ts";
import { toPrices } from "../../lib/cost/prices.ts";
import type { Usage } from "../../lib/cost/usage.ts";
import { FRAMEWORK_ONLY } from "./usage.ts";

const PRICES = toPrices("us-east-1");

const billOf = (changes: Partial<Usage>): Bill => toBill({ ...FRAMEWORK_ONLY, ...changes }, PRICES);

/** The quantities by the lines' names, rounded to whole ones. */
function quantitiesOf({ lines }: Bill): Record<string, number> {
  return Object.fromEntries(lines.map(({ what, quantity }) => [what, Math.round(quantity)]));
}

// The share of compute under which they hold: jobs that do nothing at 512 MB arm64, an invocation taking 1 ms and 20 µs a job,
// rounded up to whole milliseconds. Without the 20 µs the last would be $0.0043.
describe("a million jobs, the framework only", () => {
  test.each<[string, Partial<Usage>, string, number]>([
    ["sent and run one by one", {}, "1.41", 2],
    ["in batches of 10 both ways", { sendBatch: 10, batch: 10 }, "0.14", 2],
    ["33 jobs a message, 10 messages a request", { sendBatch: 10, batch: 10, pack: 33 }, "0.0044", 4],
  ])("%s", (_, changes, dollars, digits) => {
    const { total, perMillionJobs } = billOf(changes);
    expect(total.toFixed(digits)).toBe(dollars);
    expect(perMillionJobs).toBeCloseTo(total, 12);
  });
});

test("one by one, a job is three requests and an invocation", () => {
  expect(quantitiesOf(billOf({}))).toEqual({
    "SQS: sending": 1_000_000,
    "SQS: receiving": 1_000_000,
    "SQS: deleting": 1_000_000,
    "Lambda: invocations": 1_000_000,
    "Lambda: arm64": 1000,
  });
});

test("batches save on their own side only", () => {
  expect(quantitiesOf(billOf({ sendBatch: 10 }))).toMatchObject({ "SQS: sending": 1e5, "SQS: receiving": 1e6 });
  expect(quantitiesOf(billOf({ batch: 10 }))).toMatchObject({
    "SQS: sending": 1e6,
    "SQS: receiving": 1e5,
    "SQS: deleting": 1e5,
    "Lambda: invocations": 1e5,
  });
});

test("a batch above ten is received and deleted by tens, and invoked once", () => {
  expect(quantitiesOf(billOf({ batch: 1000 }))).toMatchObject({
    "SQS: receiving": 1e5,
    "SQS: deleting": 1e5,
    "Lambda: invocations": 1000,
  });
});

test("every 64 KiB of what a request carries is a request; what only names messages carries nothing", () => {
  const fit = quantitiesOf(billOf({ jobBytes: 65_536 }));
  expect(fit).toMatchObject({ "SQS: sending": 1e6, "SQS: receiving": 1e6, "SQS: deleting": 1e6 });
  const more = quantitiesOf(billOf({ jobBytes: 65_537 }));
  expect(more).toMatchObject({ "SQS: sending": 2e6, "SQS: receiving": 2e6, "SQS: deleting": 1e6 });
});

test("a request's messages are billed together: ten of 10 KiB are two requests", () => {
  expect(quantitiesOf(billOf({ sendBatch: 10, jobBytes: 10_240 }))["SQS: sending"]).toBe(200_000);
});

test("a failed attempt is a message more, sent by itself, and a run more", () => {
  const half = quantitiesOf(billOf({ failing: 0.5, sendBatch: 10, batch: 10 }));
  expect(half).toMatchObject({
    "SQS: sending": 100_000 + 1_000_000,
    "SQS: receiving": 200_000,
    "SQS: deleting": 200_000,
    "Lambda: invocations": 200_000,
  });
});

test("of a packed message's jobs, only the failed one is sent again", () => {
  const packed = quantitiesOf(billOf({ failing: 0.5, pack: 100 }));
  expect(packed["SQS: sending"]).toBe(10_000 + 1_000_000);
});

test("queues that wait are polled 657,000 times a month each, for $0.26, whether jobs come or not", () => {
  const { lines, perMillionJobs } = billOf({ jobs: 0, queues: 2 });
  expect(lines).toEqual([
    {
      what: "SQS: idle polling",
      by: "month",
      quantity: 1_314_000,
      unit: "requests",
      dollars: expect.closeTo(2 * 0.2628),
    },
  ]);
  expect(perMillionJobs).toBe(0);
});

test("what the month costs by itself does not make jobs dearer", () => {
  const standing = { queues: 2, alarms: 7, dashboards: 1, firings: 2_000_000 };
  const bill = billOf(standing);
  expect(bill.perMillionJobs).toBeCloseTo(billOf({}).perMillionJobs, 12);
  expect(bill.total - billOf({}).total).toBeCloseTo(2 * 0.2628 + 0.7 + 3 + 2, 6);
});

test("jobs run side by side in rounds of the concurrency, and a millisecond begun is billed", () => {
  const secondsOf = (changes: Partial<Usage>) =>
    quantitiesOf(billOf({ memoryMegabytes: 1024, durationSeconds: 0.1, batch: 10, ...changes }))["Lambda: arm64"];
  expect(secondsOf({ concurrency: 10 })).toBe(10_200); // 101.2 ms
  expect(secondsOf({ concurrency: 1 })).toBe(100_200);
  expect(secondsOf({ concurrency: 3 })).toBe(40_200); // four rounds
});

test("x86 is dearer than ARM, FIFO than standard, fair queues by a surcharge on all requests of messages", () => {
  const dollarsOf = (changes: Partial<Usage>, what: string) =>
    billOf(changes).lines.find((line) => line.what === what)?.dollars;
  expect(dollarsOf({ durationSeconds: 0.998 }, "Lambda: arm64")).toBeCloseTo(6.6667, 4);
  expect(dollarsOf({ durationSeconds: 0.998, architecture: "x86_64" }, "Lambda: x86_64")).toBeCloseTo(8.3334, 4);
  expect(dollarsOf({ fifo: true }, "SQS: sending")).toBeCloseTo(0.5, 6);
  expect(dollarsOf({ fair: true }, "SQS: fair queues")).toBeCloseTo(0.3, 6);
});

test("fair FIFO queues and messages above 1 MiB can't be", () => {
  expect(() => billOf({ fair: true, fifo: true })).toThrow(
    "The usage must be of fair or of FIFO queues, got both. Leave out one: fair queues are standard queues with message groups.",
  );
  expect(() => billOf({ pack: 33, jobBytes: 65_536 })).toThrow(
    "A message must be at most 1,048,576 bytes, got 2,162,688 (33 × 65,536). Pack fewer jobs, or make them smaller.",
  );
});
