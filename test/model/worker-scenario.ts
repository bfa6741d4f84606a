// A scenario for long-running workers: the same jobs and faults, and workers that are asked to stop now and then.

import fc from "fast-check";
import { type Scenario, scenarios, type Trouble } from "./scenario.ts";

export interface WorkerScenario extends Scenario {
  readonly workers: {
    /** How many there are side by side; one that ends is followed by another at once. */
    readonly count: number;
    readonly options: {
      readonly concurrency?: number;
      /** In seconds, as the others. */
      readonly visibilityTimeout?: number;
      readonly aging?: number;
      readonly grace?: number;
    };
    readonly stops: readonly { readonly afterSeconds: number; readonly place: number }[];
  };
}

export interface WorkerTrouble extends Omit<Trouble, "single"> {
  /** How many stops there are at most. */
  readonly stops: number;
}

export function workerScenarios({ stops, ...trouble }: WorkerTrouble): fc.Arbitrary<WorkerScenario> {
  const workers = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    options: fc.record({
      concurrency: fc.integer({ min: 1, max: 8 }),
      visibilityTimeout: fc.constantFrom(30, 120, 600),
      aging: fc.constantFrom(1, 60, 600),
      grace: fc.constantFrom(0, 3, 25),
    }),
    stops: fc.array(
      fc.record({ afterSeconds: fc.integer({ min: 0, max: 2000 }), place: fc.integer({ min: 0, max: 2 }) }),
      { maxLength: stops },
    ),
  });
  return fc
    .tuple(scenarios({ ...trouble, single: false }), workers)
    .map(([scenario, played]) => ({ ...scenario, workers: played }));
}
