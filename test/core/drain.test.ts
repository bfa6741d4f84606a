// `drain` through the door "errand", whose client runs on the clock on the wall: jobs end when they are let, by a gate.

import { AsyncLocalStorage } from "node:async_hooks";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { configure, createClient, drain, job } from "errand";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settle } from "../../lib/testing/manual-clock.ts";

beforeEach(async () => {
  configure({ mode: "background", onEvent: () => {} });
  await drain(); // loads what draining needs: from here on it takes only as long as the jobs
});

afterEach(async () => {
  await drain();
  configure({ mode: undefined, concurrency: undefined, onEvent: undefined });
});

/** A job that ends when its gate is opened, and what has happened in which order. */
function aHeldJob(body: () => unknown = () => {}) {
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const held = job("held", async () => {
    await gate.promise;
    await body();
    await settle();
    order.push("held");
  });
  return { held, order, open: gate.resolve };
}

/** Drains, opens the gate when a drain that doesn't wait would be over, and tells when it was. */
async function drainThrough({ order, open }: { readonly order: string[]; readonly open: () => void }) {
  const draining = drain().then(() => order.push("drained"));
  for (let turn = 0; turn < 5; turn += 1) await settle();
  open();
  await draining;
}

/** A schema that takes its time, as one that asks a database does. */
const slowSchema: StandardSchemaV1<readonly [number]> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: async (value) => {
      await settle();
      return { value: value as readonly [number] };
    },
  },
};

describe("drain waits", () => {
  test("for what runs", async () => {
    const job = aHeldJob();
    await job.held.enqueue();
    await drainThrough(job);
    expect(job.order).toEqual(["held", "drained"]);
  });

  test("for what was enqueued before configure changed the client, however often", async () => {
    const job = aHeldJob();
    await job.held.enqueue();
    configure({ concurrency: 5 });
    await job.held.enqueue();
    configure({ concurrency: 6 });
    await drainThrough(job);
    expect(job.order).toEqual(["held", "held", "drained"]);
  });

  test("for what was enqueued before configure led elsewhere", async () => {
    const job = aHeldJob();
    await job.held.enqueue();
    configure({ mode: "inline" });
    await drainThrough(job);
    expect(job.order).toEqual(["held", "drained"]);
  });

  test("for what a job of an earlier client enqueues to the one that is the default by then", async () => {
    const inner = job("inner", async () => {
      await settle();
      outer.order.push("inner");
    });
    const outer = aHeldJob(() => inner.enqueue());
    await outer.held.enqueue();
    configure({ concurrency: 5 });
    await drainThrough(outer);
    expect(outer.order.toSorted()).toEqual(["drained", "held", "inner"]);
    expect(outer.order.at(-1)).toBe("drained");
  });

  test("for an enqueueing that nobody awaits, though its schema takes its time", async () => {
    const got: number[] = [];
    const count = job("count", (n: number) => void got.push(n), { args: slowSchema });
    void count.enqueue(1);
    void count.enqueueMany([[2], [3]]);
    await drain();
    expect(got).toEqual([1, 2, 3]);
  });

  test("for such an enqueueing of an earlier client", async () => {
    const got: number[] = [];
    const count = job("count", (n: number) => void got.push(n), { args: slowSchema });
    void count.enqueue(1);
    configure({ concurrency: 5 });
    await drain();
    expect(got).toEqual([1]);
  });

  test("not for an enqueueing that was refused, which is its caller's to hear of", async () => {
    const count = job("count", (_: number) => {}, { args: slowSchema });
    const refused = expect(count.enqueue(Number.NaN)).rejects.toMatchObject({ code: "invalid_args" });
    await drain();
    await refused;
  });

  test("no longer than its timeout, also for an earlier client", async () => {
    const { held, open } = aHeldJob();
    await held.enqueue();
    configure({ concurrency: 5 });
    await expect(drain({ timeout: 0 })).rejects.toMatchObject({ code: "drain_timeout" });
    open();
  });

  test("not for another client's jobs: that has a drain of its own", async () => {
    const client = createClient({ mode: "background", onEvent: () => {} });
    const job = aHeldJob();
    await client.enqueue(job.held, []);
    await drain();
    expect(job.order).toEqual([]);
    job.open();
    await client.drain();
    expect(job.order).toEqual(["held"]);
  });
});

test("a background job runs in no context of the request that enqueued it, as it would behind a queue", async () => {
  const request = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const look = job("look", () => void seen.push(request.getStore()), { retry: { min: 0, max: 0 } });
  const lookTwice = job(
    "look-twice",
    () => {
      seen.push(request.getStore());
      if (seen.length < 3) throw new Error("again");
    },
    { retry: { min: 0, max: 0 } },
  );
  await request.run("request 1", async () => {
    await look.enqueue();
    await lookTwice.enqueue();
  });
  await drain();
  expect(seen).toEqual([undefined, undefined, undefined]);
});
