// What jobs, senders and listeners may do to a message, and must not: found by breaking.

import { job, snooze } from "errand";
import { createHarness } from "errand/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { handle } from "../../lib/core/batch.ts";
import { guarded } from "../../lib/core/emit.ts";
import { toLine } from "../../lib/observe/log.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel } from "../support/kernels.ts";

describe("a job that changes its arguments before it fails", () => {
  test("is tried again with those that were enqueued, and no other is told", async () => {
    const change = job(
      "change",
      (order: { items: number[]; token?: string }) => {
        order.items.pop();
        order.token = "decrypted-secret";
        throw new Error("db away");
      },
      { redact: ["args[0].password"] },
    );
    const { kernel, broker, events } = aKernel({ change });
    await handle(aDelivery({ function: "change", args: [{ items: [1, 2, 3] }] }), kernel);
    expect(JSON.parse(broker.retried[0]?.body ?? "").args).toEqual([{ items: [1, 2, 3] }]);
    expect(JSON.stringify(events)).not.toContain("decrypted-secret");
  });

  test("to what can't be sent, is tried again all the same, and dies of its own error", async () => {
    const cycle = job(
      "cycle",
      (order: Record<string, unknown>) => {
        order["self"] = order;
        order["total"] = 10n;
        throw new Error("db away");
      },
      { retry: { attempts: 2 } },
    );
    const harness = createHarness({ cycle });
    onTestFinished(() => harness.stop());
    await cycle.enqueue({});
    await harness.advance("1 day");
    expect(harness.ran).toHaveLength(2);
    expect(harness.dead).toMatchObject([{ reason: "attempts_exhausted", error: { message: "db away" }, args: [{}] }]);
  });
});

test("a snooze that is too large to be sent on is dead with its reason", async () => {
  const nap = job("nap", (_: string) => snooze("1h"));
  const { kernel, broker } = aKernel({ nap });
  const empty = JSON.stringify({ function: "nap", args: [""] });
  const body = JSON.stringify({ function: "nap", args: ["x".repeat(1_048_576 - empty.length)] });
  expect(await handle(aDelivery(body), kernel)).toBe("acknowledge");
  expect(broker.buried).toHaveLength(1);
});

test("a copy that others have put off ten times dies as crashed, too", async () => {
  const killer = job("killer", () => harness.crash());
  const harness: ReturnType<typeof createHarness> = createHarness({ killer });
  onTestFinished(() => harness.stop());
  const { SendMessageCommand, SQSClient } = await import("@aws-sdk/client-sqs");
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ requestHandler: harness.requestHandler, region: "us-east-1", credentials });
  const MessageBody = '{"id":"k","function":"killer","args":[],"quarantine":{"copies":10}}';
  await sqs.send(new SendMessageCommand({ QueueUrl: harness.environment["ERRAND_LOW_QUEUE_URL"], MessageBody }));
  await harness.advance("1 day");
  expect(harness.ran).toHaveLength(3);
  expect(harness.dead).toMatchObject([{ reason: "crashed" }]);
});

test.each([
  ["nothing that can be shown", () => Object.create(null)],
  [
    "an error whose stack can't be read",
    () =>
      Object.defineProperty(new Error("x"), "stack", {
        get: () => {
          throw new Error("keep out");
        },
      }),
  ],
])("a listener that throws %s is warned of, not more", (_, thrown) => {
  const warnings: unknown[] = [];
  const hear = (warning: unknown) => void warnings.push(warning);
  process.on("warning", hear);
  onTestFinished(() => void process.off("warning", hear));
  const emit = guarded(() => {
    throw thrown();
  });
  expect(() =>
    emit({ type: "job.completed", job: "a", id: "b", priority: "low", attempt: 1, at: 0, ranSeconds: 0 }),
  ).not.toThrow();
});

test("what a message calls itself makes no line of its own in the log, and steers no terminal", () => {
  const about = { job: "nope\nFAKE LINE", id: "x\u001b[2J\u2028y", priority: "low", attempt: 1, at: 0 } as const;
  expect(toLine({ ...about, type: "job.discarded", ranSeconds: 0, why: "a\r\nb" })).toBe(
    "nope FAKE LINE x [2J y [low] attempt 1 discarded itself: a  b",
  );
});

test("a schema that quotes all of a long message is cut, and blocks nothing", async () => {
  const numbers = Array.from({ length: 30_000 }, (_, n) => n * 1000);
  const args = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value: unknown) => ({ issues: [{ message: `too many (was ${JSON.stringify(value)})`, path: [] }] }),
    },
  } as const;
  const count = job("count", (_: number[]) => {}, { args: args as never });
  const { kernel, events, broker } = aKernel({ count });
  await handle(aDelivery({ function: "count", args: [numbers] }), kernel);
  expect(events.at(-1)).toMatchObject({ type: "job.dead", reason: "invalid_args" });
  expect(JSON.parse(broker.buried[0]?.body ?? "").dead.error.message.length).toBeLessThan(1025);
});

test("a value that a schema quotes as JSON is not told either", async () => {
  const value = 'pass"word\nof Ada';
  const args = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value: unknown) => ({
        issues: [{ message: `no email (was ${JSON.stringify((value as string[])[0])})` }],
      }),
    },
  } as const;
  const send = job("send", (_: string) => {}, { args: args as never }) as unknown as (value: string) => Promise<void>;
  await expect(send(value)).rejects.toThrow('args: no email (was "…")');
});
