// What runs the jobs is killed by them.

import { test } from "vitest";
import { EXACTLY } from "./exactly.ts";
import { hold, TIME_LIMIT } from "./hold.ts";
import { ALWAYS, crashedMeansKilled, endsAreAsTheModelSays, killedRuns } from "./laws.ts";

const KILLS = {
  ...ALWAYS,
  ends: endsAreAsTheModelSays({ alsoCrashed: true }),
  crashedMeansKilled: crashedMeansKilled(killedRuns),
};

test("without neighbours: started runs are the attempts and the kills", { timeout: TIME_LIMIT }, async () => {
  await hold({ ...KILLS, ...EXACTLY }, { mostCrashes: 6, single: true, faults: {} }, 500);
});

test("among neighbours: all are done, whoever kills them", { timeout: TIME_LIMIT }, async () => {
  await hold(KILLS, { mostCrashes: 6, single: false, faults: {} }, 500);
});
