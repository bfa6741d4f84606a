import { job } from "errand";
import { expect, test } from "vitest";
import type { WorkerOptions } from "../../lib/worker/worker-options.ts";
import { aWatchedEngine } from "../support/watched-workers.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Jobs that take a second each, on the test's clock. */
async function anEngineWithSlowJobs() {
  const engine = await aWatchedEngine();
  const started: string[] = [];
  const slow = job("slow", async (name: string) => {
    started.push(name);
    await new Promise<void>((resolve) => void engine.clock.after(SECOND, resolve));
  });
  const enqueue = async (priority: "high" | "low", ...names: readonly string[]) => {
    await engine.client.enqueueMany(
      slow,
      names.map((name) => [name]),
      { priority },
    );
  };
  return {
    ...engine,
    started,
    slow,
    enqueue,
    async aRunningWorker(options: WorkerOptions = {}) {
      const worker = engine.aWorker({ slow }, options);
      await worker.start();
      return worker;
    },
  };
}

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

test("high jobs start before low ones, whichever came first", async () => {
  const { enqueue, aRunningWorker, started, pass } = await anEngineWithSlowJobs();
  await enqueue("low", ...named("low", 5));
  await enqueue("high", ...named("high", 5));
  const worker = await aRunningWorker({ concurrency: 2 });
  await pass(10 * SECOND);
  expect(started.map((name) => name.slice(0, -1))).toEqual([...Array(5).fill("high"), ...Array(5).fill("low")]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a high job that comes while low ones wait starts when the next place is free", async () => {
  const { enqueue, aRunningWorker, started, pass } = await anEngineWithSlowJobs();
  await enqueue("low", ...named("low", 9));
  const worker = await aRunningWorker({ concurrency: 1 });
  await pass(2.5 * SECOND);
  await enqueue("high", "high");
  await pass(SECOND);
  expect(started).toHaveLength(4);
  expect(started.at(-1)).toBe("high");
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("while high ones wait, a low one older than the aging bound starts now and then, and none that is younger", async () => {
  const { enqueue, aRunningWorker, started, pass, clock } = await anEngineWithSlowJobs();
  await enqueue("low", ...named("old", 3));
  clock.sleep(11 * MINUTE);
  await enqueue("low", ...named("new", 3));
  await enqueue("high", ...named("high", 60));
  const worker = await aRunningWorker({ concurrency: 1 });
  await pass(50 * SECOND);
  expect(started.filter((name) => name.startsWith("old"))).toHaveLength(3);
  expect(started.filter((name) => name.startsWith("new"))).toEqual([]);
  expect(started.slice(0, 20).filter((name) => name.startsWith("old")).length).toBeLessThanOrEqual(2);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("low ones that are locked out are not held for long: others may have them", async () => {
  const { enqueue, aRunningWorker, pass, counts } = await anEngineWithSlowJobs();
  await enqueue("high", ...named("high", 400));
  await enqueue("low", ...named("low", 3));
  const worker = await aRunningWorker({ concurrency: 1, visibilityTimeout: "1 minute" });
  await pass(2 * MINUTE);
  expect(await counts("low")).toMatchObject({ waiting: 3, inFlight: 0 });
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test.each(["high", "low"] as const)("a worker for %s jobs touches no other queue", async (own) => {
  const other = own === "high" ? "low" : "high";
  const { enqueue, aRunningWorker, started, pass, asked, pairs } = await anEngineWithSlowJobs();
  await enqueue(own, "own");
  await enqueue(other, "other");
  const worker = await aRunningWorker({ priorities: [own] });
  await pass(10 * SECOND);
  expect(started).toEqual(["own"]);
  expect(asked.filter(({ input }) => input["QueueUrl"] === pairs[other].url)).toEqual([]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a worker for some jobs sends others on, and one that is for them runs them", async () => {
  const engine = await aWatchedEngine();
  const ran: string[] = [];
  const jobs = {
    resize: job("resize", () => void ran.push("resize")),
    mail: job("mail", () => void ran.push("mail")),
  };
  await engine.client.enqueue(jobs.mail, []);
  await engine.client.enqueue(jobs.resize, []);
  const resizing = engine.aWorker(jobs, { only: ["resize"] });
  await resizing.start();
  await engine.pass(SECOND);
  expect(ran).toEqual(["resize"]);
  expect(engine.eventsOf("job.postponed")[0]).toMatchObject({ job: "mail", why: "other_worker" });

  await engine.pass(10 * MINUTE);
  const waits = engine.eventsOf("job.postponed").length;
  expect(waits).toBeGreaterThan(100);

  const mailing = engine.aWorker(jobs, { only: ["mail"] });
  await mailing.start();
  await engine.pass(MINUTE);
  expect(ran).toEqual(["resize", "mail"]);
  // It tells how long it has waited in all: what goes from hand to hand ages as any.
  expect(engine.eventsOf("job.started").at(-1)?.waitedSeconds).toBeGreaterThan(600);
  const stopped = [resizing.stop(), mailing.stop()];
  await engine.pass(MINUTE);
  await Promise.all(stopped);
});

test("where the high queue can't be read, low jobs run", async () => {
  const { enqueue, aRunningWorker, started, pass, decide, pairs } = await anEngineWithSlowJobs();
  await enqueue("low", "low");
  decide(({ action, input }) =>
    action === "ReceiveMessage" && input["QueueUrl"] === pairs.high.url ? "break" : undefined,
  );
  const worker = await aRunningWorker();
  await pass(10 * SECOND);
  expect(started).toEqual(["low"]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("what comes back unsettled runs beside nothing", async () => {
  const { enqueue, aRunningWorker, started, pass, clock, pairs, sqs } = await anEngineWithSlowJobs();
  await enqueue("low", "suspect");
  const { createSourceQueue } = await import("../../lib/aws/source-queue.ts");
  await createSourceQueue(sqs, pairs.low.url).receive(1, 0); // by a worker that dies
  clock.sleep(7 * MINUTE);
  await enqueue("low", ...named("low", 4));
  const beside: number[] = [];
  const worker = await aRunningWorker({ concurrency: 3 });
  for (let half = 0; half < 12; half += 1) {
    await pass(SECOND / 2);
    if (started.at(-1) === "suspect") beside.push(worker.health().running);
  }
  expect(started.toSorted()).toEqual(["low0", "low1", "low2", "low3", "suspect"]);
  expect(beside[0]).toBe(1);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});
