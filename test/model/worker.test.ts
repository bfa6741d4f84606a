// The same laws, held by long-running workers.

import { beforeAll, test } from "vitest";
import { EXACTLY } from "./exactly.ts";
import { holdIn, TIME_LIMIT } from "./hold.ts";
import { ALWAYS, crashedMeansKilled, endsAreAsTheModelSays, killedRuns } from "./laws.ts";
import { playWorker, warmUpWorker } from "./play-worker.ts";
import { workerScenarios } from "./worker-scenario.ts";

const AS_TOLD = { ...ALWAYS, ends: endsAreAsTheModelSays({ alsoCrashed: false }) };
const AS_TOLD_OR_CRASHED = { ...ALWAYS, ends: endsAreAsTheModelSays({ alsoCrashed: true }) };

beforeAll(warmUpWorker);

test("nothing goes wrong: one end each, as the model says", { timeout: TIME_LIMIT }, async () => {
  const any = workerScenarios({ mostCrashes: 0, faults: {}, stops: 0 });
  await holdIn({ ...AS_TOLD, ...EXACTLY }, any, playWorker, 25);
});

test("workers are asked to stop: one end each, as the model says", { timeout: TIME_LIMIT }, async () => {
  const any = workerScenarios({ mostCrashes: 0, faults: {}, stops: 4 });
  const { oneEndEach, oneLetterEach, waitsAreKept } = EXACTLY;
  await holdIn({ ...AS_TOLD, oneEndEach, oneLetterEach, waitsAreKept } as never, any, playWorker, 25);
});

test("jobs kill their workers: all end, and only what killed is dead for it", { timeout: TIME_LIMIT }, async () => {
  const any = workerScenarios({ mostCrashes: 6, faults: {}, stops: 2 });
  await holdIn({ ...AS_TOLD_OR_CRASHED, crashedMeansKilled: crashedMeansKilled(killedRuns) }, any, playWorker, 25);
});

test("throttled for hours: all end as if nothing had been", { timeout: TIME_LIMIT }, async () => {
  const any = workerScenarios({ mostCrashes: 0, faults: { throttle: 0.4, reorder: 0.5, slowPoll: 0.2 }, stops: 2 });
  await holdIn(AS_TOLD, any, playWorker, 25);
});

test("all faults at once: nothing is lost, and the dead say why", { timeout: TIME_LIMIT }, async () => {
  const faults = { duplicate: 0.15, reorder: 0.5, throttle: 0.5, loseResponse: 0.3, slowPoll: 0.3, killRun: 0.5 };
  const any = workerScenarios({ mostCrashes: 6, faults, stops: 2 });
  await holdIn(AS_TOLD_OR_CRASHED, any, playWorker, 40);
});
