// What starts when there are fewer threads or processes than places: a worker on the engine, with threads of its own.

import { describe, expect, type TestContext, test } from "vitest";
import { createSourceQueue } from "../../../lib/aws/source-queue.ts";
import type { ErrandEvent } from "../../../lib/core/events.ts";
import type { WorkerEvent } from "../../../lib/core/worker-events.ts";
import { createGate } from "../../support/gate.ts";
import { createSightings } from "../../support/waiting.ts";
import { aWatchedEngine } from "../../support/watched-workers.ts";
import * as jobs from "./fixtures/jobs.ts";

const MODULE = new URL("fixtures/jobs.ts", import.meta.url);

async function aWorkerWithOneThread(context: TestContext) {
  const gate = await createGate(context);
  const engine = await aWatchedEngine();
  const seen = createSightings<ErrandEvent | WorkerEvent>();
  const worker = engine.aWorker(jobs, {
    concurrency: 10,
    module: MODULE,
    threads: { count: 1 },
    grace: "1s",
    onEvent: seen.add,
  });
  return {
    ...engine,
    gate,
    worker,
    seen,
    enqueue: (priority: "high" | "low", count = 1) =>
      engine.client.enqueueMany(
        jobs.where,
        Array.from({ length: count }, () => [gate.url] as const),
        { priority },
      ),
    async stop(): Promise<void> {
      const stopped = worker.stop();
      await engine.pass(30_000);
      await stopped;
    },
  };
}

describe("with one thread", { timeout: 60_000 }, () => {
  test("a high job that waits for it starts before the low ones that wait for it", async (context) => {
    const { worker, gate, seen, enqueue, quiet, stop } = await aWorkerWithOneThread(context);
    await enqueue("low", 8);
    await worker.start();
    await gate.arrived.until(() => true);
    await quiet();
    expect(worker.health()).toMatchObject({ running: 1, held: 7 });
    await enqueue("high");
    await quiet();
    gate.open();
    await seen.until(({ type }) => type === "job.completed", 9);
    const started = seen.items.filter((event) => event.type === "job.started");
    expect(started.map(({ priority }) => priority)).toEqual(["low", "high", ...Array(7).fill("low")]);
    await stop();
  });

  test("what needs none passes those that wait for it", async (context) => {
    const { worker, gate, seen, client, enqueue, quiet, stop } = await aWorkerWithOneThread(context);
    await enqueue("low", 3);
    await client.enqueue(jobs.never, []);
    await worker.start();
    await gate.arrived.until(() => true);
    await quiet();
    expect(seen.items.filter(({ type }) => type === "job.discarded")).toHaveLength(1);
    expect(worker.health()).toMatchObject({ running: 1, held: 2 });
    gate.open();
    await seen.until(({ type }) => type === "job.completed", 3);
    await stop();
  });

  test("what waits for its thread to load when stop() begins never starts, and can be received at once", async (context) => {
    const { worker, seen, enqueue, counts, receives, pass } = await aWorkerWithOneThread(context);
    await enqueue("high");
    await worker.start();
    expect(worker.health()).toMatchObject({ running: 1, held: 0 });
    const stopped = worker.stop();
    await seen.until(({ type }) => type === "job.postponed");
    await pass(30_000);
    await stopped;
    const types = seen.items.map(({ type }) => type);
    expect(types).toContain("worker.stopping");
    expect(types).not.toContain("job.started");
    expect(await counts("high")).toMatchObject({ waiting: 1, inFlight: 0, dead: 0 });
    expect(await receives("high")).toEqual([1]);
  });

  test("as many run in processes of their own, and the others of those that came back are not started", async (context) => {
    const { worker, gate, seen, sqs, pairs, clock, enqueue, quiet, stop } = await aWorkerWithOneThread(context);
    await enqueue("low", 3);
    await createSourceQueue(sqs, pairs.low.url).receive(10, 0); // by a worker that dies
    clock.sleep(7 * 60_000);
    await worker.start();
    await gate.arrived.until(() => true);
    await quiet();
    expect(worker.health()).toMatchObject({ running: 1, held: 2 });
    gate.open();
    await seen.until(({ type }) => type === "job.completed", 3);
    expect(new Set(gate.arrived.items.map((told) => JSON.parse(told).pid)).size).toBe(3);
    await stop();
  });
});
