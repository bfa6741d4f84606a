// What users of other workers suffered of heartbeats: docs/decisions/0015-pains-of-other-workers.md has the sources.

import { current, job } from "errand";
import { expect, test } from "vitest";
import type { Asked } from "../../support/watched-engine.ts";
import { aWatchedEngine } from "../../support/watched-workers.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const isExtension = ({ action, input }: Asked): boolean =>
  action.startsWith("ChangeMessageVisibility") && !JSON.stringify(input).includes('"VisibilityTimeout":0');

async function aRunningJob(options = {}) {
  const gate = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  const long = job("long", async () => {
    signals.push(current()?.signal as AbortSignal);
    await gate.promise;
  });
  const engine = await aWatchedEngine();
  await engine.client.enqueue(long, []);
  const worker = engine.aWorker({ long }, { visibilityTimeout: "30s", ...options });
  await worker.start();
  await engine.pass(1000);
  return {
    ...engine,
    long,
    gate,
    signals,
    worker,
    extensions: () => engine.asked.filter(isExtension).length,
    async stop(): Promise<void> {
      gate.resolve();
      const stopped = worker.stop();
      await engine.pass(2 * MINUTE);
      await stopped;
    },
  };
}

test("a job that takes hours is never received a second time", async () => {
  const options = { visibilityTimeout: "2 minutes", priorities: ["low"] } as const;
  const { aWorker, long, gate, signals, pass, counts, stop } = await aRunningJob(options);
  const other = aWorker({ long }, options);
  await other.start();
  await pass(2 * HOUR);
  expect(signals).toHaveLength(1);
  gate.resolve();
  await pass(1000);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0 });
  const otherStopped = other.stop();
  await stop();
  await otherStopped;
});

test("no extension is sent once the message is deleted", async () => {
  const { gate, pass, asked, extensions, stop } = await aRunningJob();
  await pass(5 * MINUTE);
  gate.resolve();
  await pass(1000);
  const deletes = asked.filter(({ action }) => action === "DeleteMessageBatch").length;
  const before = extensions();
  await pass(HOUR);
  expect([deletes, extensions()]).toEqual([1, before]);
  await stop();
});

test("an extension under way when the job ends makes no noise: it is deleted once, and nothing is told", async () => {
  const { gate, pass, clock, decide, events, counts, extensions, stop } = await aRunningJob();
  // The extension is answered late, when the message is deleted already: SQS doesn't know it any more then.
  const before = extensions();
  decide((one) => {
    if (!isExtension(one)) return undefined;
    gate.resolve();
    return "ReceiptHandleIsInvalid";
  });
  while (extensions() === before) await pass(1000);
  await pass(HOUR);
  expect(events.filter(({ at }) => at > clock.now() - HOUR).map(({ type }) => type)).not.toContain("job.failed");
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0 });
  await stop();
});

test.each(["break", "RequestThrottled", "hang"] as const)(
  "an extension that fails (%s) ends nothing: it is tried again before the visibility timeout is over",
  async (fate) => {
    const { decide, pass, signals, extensions, stop } = await aRunningJob({ visibilityTimeout: "2 minutes" });
    let failing = true;
    decide((one) => {
      if (!isExtension(one) || !failing) return undefined;
      failing = false;
      return fate;
    });
    await pass(10 * MINUTE);
    expect(signals).toHaveLength(1);
    expect(signals[0]?.aborted).toBe(false);
    expect(extensions()).toBeGreaterThan(10);
    await stop();
  },
);

test("a message that can't be extended any more aborts its job's signal, for it may run elsewhere by then", async () => {
  const { decide, pass, signals, stop } = await aRunningJob();
  decide((one) => (isExtension(one) ? "break" : undefined));
  await pass(2 * MINUTE);
  expect(signals[0]?.aborted).toBe(true);
  decide(() => undefined);
  await stop();
});

test("a process that was blocked for longer than the visibility timeout aborts the signals of what it ran", async () => {
  const { aWorker, long, clock, pass, quiet, signals, counts, eventsOf, gate, worker } = await aRunningJob();
  clock.sleep(5 * MINUTE); // nothing of it happens, no heartbeat either
  const other = aWorker({ long });
  await other.start();
  await quiet();
  await pass(10_000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(eventsOf("delivery.lost")).toHaveLength(1);
  const stopped = worker.stop(); // the first is as good as gone, and takes nothing from the other
  await pass(2 * MINUTE);
  await stopped;
  gate.resolve();
  await pass(1000);
  expect(eventsOf("job.completed")).toMatchObject([{ attempt: 1 }]);
  expect(await counts()).toMatchObject({ waiting: 0, delayed: 0, inFlight: 0, dead: 0 });
  const otherStopped = other.stop();
  await pass(MINUTE);
  await otherStopped;
});

test("a process that was blocked for less goes on: nobody else got its messages", async () => {
  const { aWorker, long, clock, pass, signals, stop } = await aRunningJob();
  const other = aWorker({ long }, { visibilityTimeout: "30s" });
  await other.start();
  for (let round = 0; round < 10; round++) {
    clock.sleep(14_000);
    await pass(11_000);
  }
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  const otherStopped = other.stop();
  await stop();
  await otherStopped;
});

test("what a blocked process held and had not started is dropped, not started and not sent again", async () => {
  const ran: string[] = [];
  const gate = Promise.withResolvers<void>();
  const wait = job("wait", async (name: string) => {
    ran.push(name);
    if (name === "0" || name === "1") await gate.promise;
  });
  const { aWorker, client, clock, pass, quiet, counts } = await aWatchedEngine();
  const worker = aWorker({ wait }, { concurrency: 2, visibilityTimeout: "30s" });
  await worker.start();
  await client.enqueueMany(wait, [["a"], ["b"]]); // so that it knows how long runs take, and holds some more
  await pass(1000);
  await client.enqueueMany(
    wait,
    Array.from({ length: 8 }, (_, n) => [`${n}`]),
  );
  await quiet();
  expect(worker.health().held).toBeGreaterThan(2);
  clock.sleep(5 * MINUTE);
  gate.resolve(); // two places are free at the moment in which it wakes up
  const other = aWorker({ wait }, { visibilityTimeout: "30s" });
  await other.start();
  await quiet();
  await pass(5 * MINUTE);
  expect(ran.filter((name) => Number(name) > 1).toSorted()).toEqual(["2", "3", "4", "5", "6", "7"]);
  expect(await counts()).toMatchObject({ waiting: 0, delayed: 0, inFlight: 0, dead: 0 });
  const stopped = Promise.all([worker.stop(), other.stop()]);
  await pass(MINUTE);
  await stopped;
});

test("the shortest visibility timeout is extended in time", async () => {
  const { aWorker, long, pass, signals, stop } = await aRunningJob({ visibilityTimeout: "10s" });
  const other = aWorker({ long }, { visibilityTimeout: "10s" });
  await other.start();
  await pass(2 * MINUTE);
  expect(signals).toHaveLength(1);
  const otherStopped = other.stop();
  await stop();
  await otherStopped;
});

test("what was received and waits for its turn is extended as well: it is received once", async () => {
  const ran: string[] = [];
  const gates = new Map<string, () => void>();
  const long = job("long", async (name: string) => {
    ran.push(name);
    await new Promise<void>((resolve) => void gates.set(name, resolve));
  });
  const { aWorker, client, pass } = await aWatchedEngine();
  const names = ["a", "b", "c", "d"];
  await client.enqueueMany(
    long,
    names.map((name) => [name] as const),
  );
  const worker = aWorker({ long }, { concurrency: 1, visibilityTimeout: "30s" });
  await worker.start();
  for (const _ of names) {
    await pass(10 * MINUTE);
    gates.get(ran.at(-1) ?? "")?.();
  }
  await pass(1000);
  expect(ran.toSorted()).toEqual(names);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a run that is given up at its timeout is extended no more", async () => {
  const never = job("never", () => new Promise<void>(() => {}), { timeout: "1 minute", retry: { attempts: 1 } });
  const { aWorker, client, pass, asked, counts } = await aWatchedEngine();
  await client.enqueue(never, []);
  const worker = aWorker({ never }, { visibilityTimeout: "30s" });
  await worker.start();
  await pass(2 * MINUTE);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: 1 });
  const before = asked.filter(isExtension).length;
  await pass(10 * MINUTE);
  expect(asked.filter(isExtension).length).toBe(before);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a job that nears SQS's twelve hours is told in time, by its signal", async () => {
  const { pass, signals, stop } = await aRunningJob({ visibilityTimeout: "10 minutes", priorities: ["low"] });
  await pass(11 * HOUR);
  expect(signals[0]?.aborted).toBe(false);
  await pass(HOUR);
  expect(signals[0]?.aborted).toBe(true);
  await stop();
}, 30_000);
