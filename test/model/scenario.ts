// What a run of the model is made of: jobs, when they are enqueued, event sources, and faults for a while.

import type { FaultOrder, HarnessOptions } from "errand/testing";
import fc from "fast-check";
import { anyBehaviour, type Role } from "./behaviours.ts";

/** One job that the test enqueues. */
export interface Order extends Role {
  /** When, in seconds from the start. */
  readonly afterSeconds: number;
  readonly delaySeconds: number;
  readonly priority: "high" | "low";
}

export interface Scenario {
  readonly seed: number;
  readonly orders: readonly Order[];
  readonly options: HarnessOptions;
  readonly faults: FaultOrder;
  /** Then all goes well, so that everything can end. */
  readonly faultsForSeconds: number;
}

const ORDER = { crashes: 0, afterSeconds: 0, delaySeconds: 0, priority: "low" } as const;

/** Orders for which everything is loaded that is loaded when it is needed. */
export const WARMING: readonly Order[] = [
  { ...ORDER, behaviour: { kind: "fails", times: 5 } },
  { ...ORDER, behaviour: { kind: "is foreign", times: 0 } },
  { ...ORDER, behaviour: { kind: "is unknown" } },
  { ...ORDER, behaviour: { kind: "is refused by its schema" } },
  { ...ORDER, behaviour: { kind: "is malformed" } },
  { ...ORDER, behaviour: { kind: "has one attempt" }, crashes: 6 },
];

/** What may go wrong in a family of scenarios. */
export interface Trouble {
  /** How many of a job's first runs may kill what runs it. */
  readonly mostCrashes: number;
  /** One message each invocation: nothing has neighbours. */
  readonly single: boolean;
  /** The highest rate of each fault. */
  readonly faults: FaultOrder;
}

export function scenarios({ mostCrashes, single, faults }: Trouble): fc.Arbitrary<Scenario> {
  const anyOrder: fc.Arbitrary<Order> = fc.record({
    behaviour: anyBehaviour,
    crashes: mostly(0, fc.integer({ min: 0, max: mostCrashes })),
    afterSeconds: mostly(0, fc.integer({ min: 0, max: 1000 })),
    delaySeconds: mostly(0, fc.constantFrom(1, 20, 890, 900, 901, 1500, 4000)),
    priority: fc.constantFrom("low", "high"),
  });
  const anySource = single
    ? fc.constant({ batchSize: 1 })
    : fc.oneof(
        fc.record({ batchSize: fc.integer({ min: 1, max: 10 }), maximumConcurrency: fc.integer({ min: 2, max: 4 }) }),
        fc.record({
          batchSize: fc.integer({ min: 11, max: 40 }),
          batchingWindowSeconds: fc.integer({ min: 1, max: 20 }),
        }),
      );
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    orders: fc.array(anyOrder, { minLength: 1, maxLength: 8 }),
    options: fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      timeout: fc.constantFrom(10, 60),
      eventSources: fc.record({ high: anySource, low: anySource }),
    }),
    faults: fc.record(Object.fromEntries(Object.entries(faults).map(([kind, most]) => [kind, rate(most ?? 0)]))),
    faultsForSeconds: fc.integer({ min: 0, max: 4 * 3600 }),
  });
}

function mostly<Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

function rate(most: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 100 }).map((percent) => (percent / 100) * most),
  );
}
