// What users of other workers suffered when they stopped one: docs/decisions/0015-pains-of-other-workers.md has the sources.

import { job, snooze } from "errand";
import { expect, test } from "vitest";
import { aWatchedEngine } from "../../support/watched-workers.ts";

/** Jobs that go on until they are told to end, and what has started and ended. */
function someJobs() {
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const wait = job("wait", async (name: string) => {
    log.push(`${name} starts`);
    await gate.promise;
    log.push(`${name} ends`);
  });
  const quick = job("quick", (name: string) => void log.push(`${name} ran`));
  return { log, gate, wait, quick };
}

test("what a poll brings after stop() has begun can be received at once, as if it never had been", async () => {
  const { quick, log } = someJobs();
  const { aWorker, client, pass, counts, receives } = await aWatchedEngine();
  const worker = aWorker({ quick });
  await worker.start();
  const stopped = worker.stop(); // its polls are under way, and SQS hands out to them
  await client.enqueue(quick, ["late"]);
  await pass(30_000);
  await stopped;
  expect(log).toEqual([]);
  expect(await counts()).toMatchObject({ waiting: 1, inFlight: 0, dead: 0 });
  expect(await receives()).toEqual([1]);
});

test("a short grace leaves no poll behind that takes what comes later", async () => {
  const { quick } = someJobs();
  const { aWorker, client, decide, pass, quiet, counts, receives } = await aWatchedEngine();
  const worker = aWorker({ quick }, { grace: "5s" });
  await worker.start();
  await pass(63_000); // its polls wait for as long as they may by now
  let isStopped = false;
  void worker.stop().then(() => {
    isStopped = true;
    decide(() => "break"); // its process has ended
  });
  await quiet();
  await client.enqueue(quick, ["late"]);
  await pass(11_000);
  expect(isStopped).toBe(true);
  expect(await counts()).toMatchObject({ waiting: 1, inFlight: 0 });
  expect(await receives()).toEqual([1]);
});

test("what is in hand and has not started when stop() begins is in the queue, once", async () => {
  const { wait, quick, gate, log } = someJobs();
  const { aWorker, client, pass, quiet, counts, receives, eventsOf } = await aWatchedEngine();
  const worker = aWorker({ quick, wait }, { concurrency: 2 });
  await worker.start();
  await client.enqueueMany(quick, [["a"], ["b"]]); // so that it knows how long runs take, and holds some more
  await pass(1000);
  await client.enqueueMany(
    wait,
    Array.from({ length: 8 }, (_, n) => [`${n}`]),
  );
  await pass(1000);
  const { held } = worker.health();
  expect(held).toBeGreaterThan(2);
  const stopped = worker.stop();
  await quiet();
  // At once; what its own polls, which are left to finish, take again of that, a second time.
  expect(eventsOf("job.postponed").length).toBeGreaterThanOrEqual(held);
  await pass(1000);
  gate.resolve();
  await pass(30_000);
  await stopped;
  expect(log.filter((line) => line.endsWith("starts"))).toHaveLength(2);
  expect(log.filter((line) => line.endsWith("ends"))).toHaveLength(2);
  expect(await counts()).toMatchObject({ waiting: 6, delayed: 0, inFlight: 0, dead: 0 });
  expect(await receives()).toEqual(Array(6).fill(1));
});

test("nothing starts any more once stop() has begun", async () => {
  const { quick, log } = someJobs();
  const { aWorker, client, pass } = await aWatchedEngine();
  const worker = aWorker({ quick });
  await worker.start();
  const stopped = worker.stop();
  for (let n = 0; n < 30; n++) {
    await client.enqueue(quick, [`${n}`]);
    await pass(1000);
  }
  await stopped;
  expect(log).toEqual([]);
});

test("stop() resolves when the running jobs have ended and their messages are deleted, not before", async () => {
  const { wait, gate, log } = someJobs();
  const { aWorker, client, pass, counts } = await aWatchedEngine();
  await client.enqueueMany(wait, [["a"], ["b"], ["c"]]);
  const worker = aWorker({ wait });
  await worker.start();
  await pass(1000);
  let isStopped = false;
  const stopped = worker.stop().then(() => {
    isStopped = true;
  });
  await pass(20_000);
  expect(isStopped).toBe(false);
  gate.resolve();
  await pass(4000);
  await stopped;
  expect(log.filter((line) => line.endsWith("ends"))).toHaveLength(3);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0 });
});

test("a job that fails while the worker stops has its next attempt in the queue before stop() resolves", async () => {
  const gate = Promise.withResolvers<void>();
  const fails = job("fails", () => gate.promise);
  const { aWorker, client, pass, counts } = await aWatchedEngine();
  await client.enqueue(fails, []);
  const worker = aWorker({ fails });
  await worker.start();
  await pass(1000);
  const stopped = worker.stop();
  gate.reject(new Error("no"));
  await pass(20_000);
  await stopped;
  const { waiting, delayed, inFlight } = await counts();
  expect({ left: waiting + delayed, inFlight }).toEqual({ left: 1, inFlight: 0 });
});

test("a job that snoozes while the worker stops starts no other", async () => {
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const naps = job("naps", async () => {
    runs++;
    await gate.promise;
    snooze("1s");
  });
  const { aWorker, client, pass } = await aWatchedEngine();
  await client.enqueueMany(naps, [[], [], []]);
  const worker = aWorker({ naps }, { concurrency: 1 });
  await worker.start();
  await pass(1000);
  const stopped = worker.stop();
  gate.resolve();
  await pass(60_000);
  await stopped;
  expect(runs).toBe(1);
});

test("a job that never ends keeps stop() no longer than the grace; it costs no attempt and can be received at once", async () => {
  const runs: number[] = [];
  const never = job("never", () => {
    runs.push(clock.now());
    return new Promise<void>(() => {});
  });
  const { aWorker, client, clock, pass, counts, eventsOf } = await aWatchedEngine();
  await client.enqueue(never, []);
  const worker = aWorker({ never }, { grace: "10s" });
  await worker.start();
  await pass(1000);
  const stopped = worker.stop();
  await pass(35_000); // the grace, and the polls that are left to finish
  await stopped;
  expect(await counts()).toMatchObject({ waiting: 1, inFlight: 0 });

  const next = aWorker({ never }, { grace: "0s" });
  await next.start();
  await pass(1000);
  expect(runs).toHaveLength(2);
  expect(eventsOf("job.started").map(({ attempt }) => attempt)).toEqual([1, 1]);
  const nextStopped = next.stop();
  await pass(60_000);
  await nextStopped;
});

test("stop() twice, side by side or later, waits for the same end; before the start it is nothing", async () => {
  const { wait, gate } = someJobs();
  const { aWorker, client, pass, eventsOf } = await aWatchedEngine();
  const worker = aWorker({ wait });
  await worker.stop();
  await client.enqueue(wait, ["a"]);
  const other = aWorker({ wait });
  await other.start();
  await pass(1000);
  const both = Promise.all([other.stop(), other.stop()]);
  gate.resolve();
  await pass(30_000);
  await both;
  await other.stop();
  expect([eventsOf("worker.stopping").length, eventsOf("worker.stopped").length]).toEqual([1, 1]);
});

test("one worker's stop leaves another of the same process at work", async () => {
  const { quick, log } = someJobs();
  const { aWorker, client, pass } = await aWatchedEngine();
  const [first, second] = [aWorker({ quick }), aWorker({ quick })];
  await Promise.all([first.start(), second.start()]);
  const stopped = first.stop();
  await pass(30_000);
  await stopped;
  await client.enqueue(quick, ["after"]);
  await pass(1000);
  expect(log).toEqual(["after ran"]);
  const end = second.stop();
  await pass(30_000);
  await end;
});

test("after stop() no timer and no request is left", async () => {
  const { quick } = someJobs();
  const { aWorker, client, clock, pass, asked } = await aWatchedEngine();
  await client.enqueue(quick, ["a"]);
  const worker = aWorker({ quick });
  await worker.start();
  await pass(1000);
  const stopped = worker.stop();
  await pass(30_000);
  await stopped;
  const [requests, timers] = [asked.length, clock.timers()];
  await pass(24 * 3600_000);
  expect(asked.length).toBe(requests);
  expect(timers).toBe(0);
});

test("stop() ends though the endpoint answers nothing any more", async () => {
  const { wait } = someJobs();
  const { aWorker, client, decide, pass } = await aWatchedEngine();
  await client.enqueue(wait, ["a"]);
  const worker = aWorker({ wait }, { grace: "5s" });
  await worker.start();
  await pass(1000);
  decide(() => "hang");
  let isStopped = false;
  void worker.stop().then(() => {
    isStopped = true;
  });
  await pass(120_000);
  expect(isStopped).toBe(true);
});

test("starting and stopping leaves the process's signals to the program that it is part of", async () => {
  const { quick } = someJobs();
  const { aWorker, pass } = await aWatchedEngine();
  const heard = () => ["SIGTERM", "SIGINT"].map((signal) => process.listenerCount(signal));
  const before = heard();
  const worker = aWorker({ quick });
  await worker.start();
  expect(heard()).toEqual(before);
  const stopped = worker.stop();
  await pass(30_000);
  await stopped;
});
