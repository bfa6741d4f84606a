// A job that kills what runs it: it runs alone, takes nobody with it, and dies with its reason after three such deaths.

import { job } from "errand";
import { createHarness, type Harness } from "errand/testing";
import { expect, onTestFinished, test } from "vitest";

const START = Date.UTC(2026, 0, 1, 12);

function start(jobs: object, options?: Parameters<typeof createHarness>[1]): Harness {
  const harness = createHarness(jobs, options);
  onTestFinished(() => harness.stop());
  return harness;
}

test("its neighbours are done, and it is dead as crashed after three runs alone", async () => {
  const killer = job("killer", () => harness.crash());
  const neighbour = job("neighbour", (_n: number) => {});
  const harness: Harness = start({ killer, neighbour });
  await neighbour.enqueueMany([[1], [2], [3]]);
  const { id } = await killer.enqueue();
  await neighbour.enqueueMany([[4], [5], [6]]);

  await harness.advance("2 hours");

  expect(harness.ranOf(killer).map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
    "1 killed", // beside its neighbours
    "1 killed",
    "1 killed",
    "1 killed",
  ]);
  expect(harness.dead).toMatchObject([
    { id, job: "killer", reason: "crashed", attempts: 1, history: [{ name: "Crashed" }, {}, {}] },
  ]);
  const completed = harness.ranOf(neighbour).filter(({ outcome }) => outcome === "completed");
  expect(new Set(completed.map(({ args: [n] }) => n))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  expect(completed).toHaveLength(6); // and none of them twice after the first death
});

test("neighbours that come with it in its batch are safe before it starts", async () => {
  const killer = job("killer", () => harness.crash());
  const neighbour = job("neighbour", (_n: number) => {});
  const harness: Harness = start({ killer, neighbour }, { eventSources: { low: { maximumConcurrency: 2 } } });
  await killer.enqueue();
  await harness.drain();
  for (let n = 0; n < 60; n++) {
    await neighbour.enqueue(n);
    await harness.advance("1 minute");
  }
  expect(harness.ranOf(neighbour).map(({ outcome }) => outcome)).toEqual(Array(60).fill("completed"));
  expect(harness.deadOf(killer)).toMatchObject([{ reason: "crashed" }]);
});

test("one whose run was killed by a neighbour runs alone, and is done", async () => {
  let kills = 1;
  const killer = job("killer", async () => {
    if (kills-- > 0) await harness.crash();
  });
  const victim = job("victim", async () => {
    await victimGate.promise;
  });
  const victimGate = Promise.withResolvers<void>();
  const harness: Harness = start({ killer, victim });
  await victim.enqueue();
  await killer.enqueue();
  await harness.drain();
  victimGate.resolve();
  await harness.advance("10 minutes");
  expect(harness.ranOf(victim).map(({ outcome }) => outcome)).toEqual(["killed", "completed"]);
  expect(harness.ranOf(killer).map(({ outcome }) => outcome)).toEqual(["killed", "completed"]);
  expect(harness.dead).toEqual([]);
});

test("killed alone, it comes back when its run must be over, not when the visibility timeout is", async () => {
  let kills = 2;
  const killer = job("killer", async () => {
    if (kills-- > 0) await harness.crash();
  });
  const harness: Harness = start({ killer });
  await killer.enqueue();
  await harness.advance("1 hour");
  const seconds = harness.ran.map(({ at }) => (at.getTime() - START) / 1000);
  expect(seconds).toEqual([0, 360, 360 + 2 * 59]);
});

test.each([
  [60, 0],
  [60, 120],
  [60, 300],
  [10, 30],
  [900, 60],
  [1, 0],
])("with a timeout of %d s and a batching window of %d s it runs four times, and no more", async (timeout, window) => {
  const killer = job("killer", () => harness.crash());
  const low = { batchSize: 10, batchingWindowSeconds: window };
  const harness: Harness = start({ killer }, { timeout, eventSources: { low } });
  await killer.enqueue();
  await harness.advance("2 days");
  expect(harness.ran).toHaveLength(4);
  expect(harness.dead).toMatchObject([{ reason: "crashed" }]);
});

test("throttled again and again, jobs are neither dead nor an attempt older, and all are done", async () => {
  const patient = job("patient", (_n: number) => {}, { retry: { attempts: 1 } });
  const harness = start({ patient });
  await patient.enqueueMany(Array.from({ length: 30 }, (_, n) => [n]));
  harness.faults({ throttle: 0.9 });
  await harness.advance("6 hours");
  harness.faults({});
  await harness.advance("1 hour");
  expect(harness.problems.filter((problem) => problem.includes("was throttled")).length).toBeGreaterThan(30);
  expect(harness.dead).toEqual([]);
  // Some run twice: the requests that delete them are throttled too.
  expect(new Set(harness.ran.map(({ attempt, outcome }) => `${attempt} ${outcome}`))).toEqual(new Set(["1 completed"]));
  expect(new Set(harness.ranOf(patient).map(({ args: [n] }) => n)).size).toBe(30);
});

test("throttled and killed in turn, only the deaths count", async () => {
  const killer = job("killer", () => harness.crash());
  const harness: Harness = start({ killer });
  await killer.enqueue();
  for (let round = 0; round < 40; round++) {
    harness.faults({ throttle: round % 2 });
    await harness.advance("5 minutes");
  }
  harness.faults({});
  await harness.advance("1 day");
  expect(harness.deadOf(killer)).toMatchObject([{ reason: "crashed" }]);
  expect(harness.ran.length).toBeGreaterThanOrEqual(4);
});

test("crash() outside of a run says so", async () => {
  const harness = start({ greet: job("greet", () => {}) });
  await expect(harness.crash()).rejects.toThrow("harness.crash() kills the run that it is called in");
});
