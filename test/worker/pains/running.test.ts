// What users of other workers suffered while jobs ran side by side: docs/decisions/0015-pains-of-other-workers.md has the sources.

import { job } from "errand";
import { expect, onTestFinished, test, vi } from "vitest";
import { aWatchedEngine } from "../../support/watched-workers.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("a slow job keeps no place but its own: hundreds of quick ones pass it", async () => {
  const gate = Promise.withResolvers<void>();
  const slow = job("slow", () => gate.promise);
  const ran: number[] = [];
  const quick = job("quick", (n: number) => void ran.push(n));
  const { aWorker, client, pass } = await aWatchedEngine();
  await client.enqueue(slow, []);
  await client.enqueueMany(
    quick,
    Array.from({ length: 300 }, (_, n) => [n] as const),
  );
  const worker = aWorker({ slow, quick }, { concurrency: 4 });
  await worker.start();
  await pass(MINUTE);
  expect(ran).toHaveLength(300);
  gate.resolve();
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test.each([1, 25, 100])("as many run at once as the concurrency says, and never more: %i", async (concurrency) => {
  let running = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const wait = job("wait", async () => {
    running++;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => void gates.push(resolve));
    running--;
  });
  const warnings: string[] = [];
  const warn = ({ name }: Error) => void warnings.push(name);
  process.on("warning", warn);
  const { aWorker, client, pass } = await aWatchedEngine();
  await client.enqueueMany(
    wait,
    Array.from({ length: 3 * concurrency }, () => [] as const),
  );
  const worker = aWorker({ wait }, { concurrency });
  await worker.start();
  for (let round = 0; round < 3; round++) {
    await pass(MINUTE);
    expect(running).toBe(concurrency);
    for (const open of gates.splice(0)) open();
  }
  await pass(MINUTE);
  process.off("warning", warn);
  expect([running, most]).toEqual([0, concurrency]);
  expect(warnings).not.toContain("MaxListenersExceededWarning");
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a listener that throws when a job has completed frees its place once", async () => {
  const warnings = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  onTestFinished(() => void warnings.mockRestore());
  let running = 0;
  let most = 0;
  const count = job("count", async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => void clock.after(1000, resolve));
    running--;
  });
  const { aWorker, client, clock, pass, counts } = await aWatchedEngine();
  await client.enqueueMany(
    count,
    Array.from({ length: 12 }, () => [] as const),
  );
  const onEvent = ({ type }: { readonly type: string }) => {
    if (type === "job.completed") throw new Error("in the listener");
  };
  const worker = aWorker({ count }, { concurrency: 3, onEvent });
  await worker.start();
  await pass(MINUTE);
  expect([running, most, warnings.mock.calls.length]).toEqual([0, 3, 12]);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0 });
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a job that never ends is given up at its timeout, and its place is free", async () => {
  const never = job("never", () => new Promise<void>(() => {}), { timeout: "1 minute", retry: { attempts: 1 } });
  const ran: string[] = [];
  const quick = job("quick", (name: string) => void ran.push(name));
  const { aWorker, client, pass, counts } = await aWatchedEngine();
  await client.enqueue(never, []);
  const worker = aWorker({ never, quick }, { concurrency: 1 });
  await worker.start();
  await pass(1000);
  await client.enqueue(quick, ["after"]);
  await pass(2 * MINUTE);
  expect(ran).toEqual(["after"]);
  expect(await counts()).toMatchObject({ dead: 1, inFlight: 0 });
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("one that throws among ten is the only one that comes again, after its backoff", async () => {
  const log: string[] = [];
  const number = job(
    "number",
    (n: number) => {
      log.push(`${n}`);
      if (n === 5 && log.filter((line) => line === "5").length === 1) throw new Error("no");
    },
    { retry: { min: 20, max: 20 } },
  );
  const { aWorker, client, clock, pass, eventsOf } = await aWatchedEngine();
  await client.enqueueMany(
    number,
    Array.from({ length: 10 }, (_, n) => [n] as const),
  );
  const worker = aWorker({ number }, { visibilityTimeout: "10 minutes" });
  const from = clock.now();
  await worker.start();
  await pass(MINUTE);
  expect(log.toSorted()).toEqual(["0", "1", "2", "3", "4", "5", "5", "6", "7", "8", "9"]);
  const started = eventsOf("job.started").find(({ attempt }) => attempt === 2)?.at ?? 0;
  expect(started - from).toBeLessThan(30_000);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a worker that dies costs its jobs no attempt: another runs them when their visibility timeout is over", async () => {
  let isDead = true;
  const runs: number[] = [];
  const work = job("work", async () => {
    runs.push(clock.now());
    if (isDead) await new Promise<void>(() => {});
  });
  const { aWorker, client, clock, decide, pass, eventsOf, counts } = await aWatchedEngine();
  await client.enqueue(work, []);
  const first = aWorker({ work }, { visibilityTimeout: "2 minutes", grace: "0s" });
  await first.start();
  await pass(1000);
  decide(() => "break"); // from now on, nothing of it reaches the queue
  isDead = false;
  await pass(3 * MINUTE);
  const firstStopped = first.stop();
  await pass(2 * MINUTE);
  await firstStopped;
  decide(() => undefined);

  const second = aWorker({ work });
  await second.start();
  await pass(10 * MINUTE);
  expect(runs).toHaveLength(2);
  expect(eventsOf("job.completed")).toMatchObject([{ attempt: 1 }]);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
  const stopped = second.stop();
  await pass(MINUTE);
  await stopped;
});

test("a job that is not to be retried is not retried, though a backoff is set", async () => {
  let runs = 0;
  const strict = job(
    "strict",
    () => {
      runs++;
      throw new TypeError("no");
    },
    { retry: { attempts: 8, min: 1, max: 1, on: (error) => (error instanceof TypeError ? "dead" : "retry") } },
  );
  const { aWorker, client, pass, counts } = await aWatchedEngine();
  await client.enqueue(strict, []);
  const worker = aWorker({ strict });
  await worker.start();
  await pass(HOUR);
  expect(runs).toBe(1);
  expect(await counts()).toMatchObject({ waiting: 0, delayed: 0, inFlight: 0, dead: 1 });
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});
