// Nothing goes wrong but the jobs themselves: each ends exactly as the model says, after exactly so many runs.

import { test } from "vitest";
import { EXACTLY } from "./exactly.ts";
import { hold, TIME_LIMIT } from "./hold.ts";
import { ALWAYS, endsAreAsTheModelSays } from "./laws.ts";

test("any jobs, in any batches: one end each, as the model says", { timeout: TIME_LIMIT }, async () => {
  const laws = { ...ALWAYS, ...EXACTLY, ends: endsAreAsTheModelSays({ alsoCrashed: false }) };
  await hold(laws, { mostCrashes: 0, single: false, faults: {} }, 500);
});
