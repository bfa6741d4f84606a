import { AsyncLocalStorage } from "node:async_hooks";
import { configure, current, job, retryIn } from "errand";
import { createHarness } from "errand/testing";
import { afterEach, expect, test } from "vitest";

const KEYS = `2026-11:${Buffer.alloc(32, 7).toString("base64")}`;

afterEach(() => configure({ signingKeys: undefined, context: undefined, largeArgs: undefined }));

test("a signed job runs, through its retries, delays and schedules; one that was altered is dead with the reason", async () => {
  configure({ signingKeys: () => KEYS });
  const ran: unknown[] = [];
  const jobs = {
    flaky: job("flaky", (name: string) => {
      ran.push(name);
      if (ran.length < 3) throw retryIn("30 minutes");
    }),
  };
  await using harness = createHarness(jobs);
  await jobs.flaky.with({ delay: "3 days" }).enqueue("Ann");
  await harness.advance("4 days");
  expect(ran).toEqual(["Ann", "Ann", "Ann"]);
  expect(harness.dead).toEqual([]);
});

test("context travels through a delay and a retry", async () => {
  const storage = new AsyncLocalStorage<{ readonly tenant: string }>();
  configure({ context: { capture: () => storage.getStore(), restore: (context, run) => storage.run(context, run) } });
  const seen: unknown[] = [];
  const jobs = {
    note: job("note", () => {
      seen.push([storage.getStore(), current()?.context]);
      if (seen.length < 2) throw new Error("again");
    }),
  };
  await using harness = createHarness(jobs);
  await storage.run({ tenant: "t-42" }, () => jobs.note.with({ delay: "2 hours" }).enqueue());
  await harness.advance("1 day");
  expect(seen).toEqual([
    [{ tenant: "t-42" }, { tenant: "t-42" }],
    [{ tenant: "t-42" }, { tenant: "t-42" }],
  ]);
});

test("large arguments arrive, and are gone from the bucket after the run", async () => {
  const seen: number[] = [];
  const jobs = {
    measure: job("measure", (text: string) => {
      seen.push(text.length);
      if (seen.length < 2) throw new Error("again");
    }),
  };
  await using harness = createHarness(jobs);
  await jobs.measure.enqueue("x".repeat(3_000_000));
  await harness.advance("1 day");
  expect(seen).toEqual([3_000_000, 3_000_000]);
  expect(harness.dead).toEqual([]);
});
