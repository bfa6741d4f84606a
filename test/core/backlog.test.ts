import { expect, test } from "vitest";
import { createBacklog } from "../../lib/core/backlog.ts";
import { ErrandError } from "../../lib/core/errors.ts";
import { createPendingBytes } from "../../lib/core/pending-bytes.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

function aBacklog(most: { high?: number; low?: number }, count: () => Promise<number>) {
  const clock = createManualClock();
  let asked = 0;
  const backlog = createBacklog(
    most,
    async () => {
      asked += 1;
      return count();
    },
    clock,
  );
  return { clock, backlog, asked: () => asked };
}

test("a thousand callers at once share one count, and only so many are let through as there is room", async () => {
  const { backlog, asked } = aBacklog({ low: 100 }, async () => 90);
  const calls = await Promise.allSettled(Array.from({ length: 1000 }, () => backlog.add("low", 1, 'Job "a"')));
  expect(asked()).toBe(1);
  expect(calls.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  expect(calls.at(-1)).toMatchObject({
    reason: {
      code: "queue_full",
      message: expect.stringContaining('Job "a": the low queue may hold 100 messages (maxBacklog), about 100 wait'),
    },
  });
});

test("the count is read again after three seconds", async () => {
  let waiting = 100;
  const { backlog, clock, asked } = aBacklog({ low: 100 }, async () => waiting);
  await expect(backlog.add("low", 1, "it")).rejects.toMatchObject({ code: "queue_full" });
  waiting = 0;
  clock.sleep(2999);
  await expect(backlog.add("low", 1, "it")).rejects.toMatchObject({ code: "queue_full" });
  clock.sleep(1);
  await backlog.add("low", 1, "it");
  expect(asked()).toBe(2);
});

test("a queue without a bound is not asked", async () => {
  const { backlog, asked } = aBacklog({ low: 1 }, async () => 5);
  await backlog.add("high", 10, "it");
  expect(asked()).toBe(0);
});

test("in an outage it lets pass: whether the queue can be reached, the sending tells", async () => {
  const { backlog } = aBacklog({ low: 1 }, () => Promise.reject(new ErrandError("queue_unavailable", "away")));
  await backlog.add("low", 1, "it");
});

test("an endpoint that never answers holds nobody up for more than two seconds", async () => {
  const { backlog, clock } = aBacklog({ low: 1 }, () => new Promise(() => {}));
  const adding = backlog.add("low", 1, "it");
  await clock.advance(2000);
  await adding;
});

test("a count that is not permitted is told", async () => {
  const { backlog } = aBacklog({ low: 1 }, () => Promise.reject(new ErrandError("enqueue_failed", "AccessDenied")));
  await expect(backlog.add("low", 1, "it")).rejects.toMatchObject({ code: "enqueue_failed" });
});

test("what a client holds is bounded, and free again when it has gone on or failed", async () => {
  const pending = createPendingBytes(100);
  let release = () => {};
  const held = pending.during(80, 0, "it", () => new Promise<void>((resolve) => (release = resolve)));
  await expect(pending.during(30, 0, 'Job "a"', async () => {})).rejects.toMatchObject({
    code: "client_full",
    message: expect.stringContaining(
      'Job "a": this client may hold 100 bytes of arguments (maxPendingBytes), holds 80, and got 30 more',
    ),
  });
  await expect(pending.during(10, 20, "it", async () => {})).rejects.toMatchObject({ code: "client_full" });
  release();
  await held;
  await expect(pending.during(90, 0, "it", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await pending.during(100, 0, "it", async () => {});
});
