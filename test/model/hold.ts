// Laws held against scenarios: a fixed seed, unless ERRAND_TEST_SEED and ERRAND_TEST_RUNS explore.

import fc from "fast-check";
import type { Law } from "./laws.ts";
import { play, type Story, warmUp } from "./play.ts";
import { scenarios, type Trouble } from "./scenario.ts";

const { ERRAND_TEST_SEED, ERRAND_TEST_RUNS, ERRAND_TEST_SHRINK } = process.env;

type Laws = Readonly<Record<string, Law>>;

/** Which scenarios, and how many. */
const SEED = Number(ERRAND_TEST_SEED ?? 20260101);
const runsOf = (usual: number): number => Number(ERRAND_TEST_RUNS ?? usual);

/** @param laws by their names, which the message tells. */
export async function hold(laws: Laws, trouble: Trouble, usual: number): Promise<void> {
  await warmUp();
  await holdIn(laws, scenarios(trouble), play, usual);
}

/** The same, whoever plays. */
export async function holdIn<Any>(
  laws: Laws,
  any: fc.Arbitrary<Any>,
  played: (scenario: Any) => Promise<Story>,
  usual: number,
): Promise<void> {
  const property = fc.asyncProperty(any, async (scenario) => {
    const story = await played(scenario);
    const broken = Object.entries(laws).flatMap(([name, law]) => law(story).map((where) => `${name}: ${where}`));
    if (broken.length > 0) throw new Error(broken.slice(0, 20).join("\n"));
  });
  await prove(property, usual);
}

/** Tells seed, count and the smallest counterexample. */
export async function prove<Values>(property: fc.IAsyncProperty<Values>, usual: number): Promise<void> {
  // What is cut off while it is made smaller is told as it is by then; what is cut off before is no proof.
  const bound = {
    interruptAfterTimeLimit: TIME_LIMIT - 20_000,
    markInterruptAsFailure: true,
    endOnFailure: ERRAND_TEST_SHRINK === "0",
  };
  await fc.assert(property, { seed: SEED, numRuns: runsOf(usual), includeErrorInReport: true, ...bound });
}

/** Long enough for the usual count on a busy machine, and for shrinking. */
export const TIME_LIMIT = 120_000;
