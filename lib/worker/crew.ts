// What runs: each unit through the kernel, counted until it has ended, and then deleted or let go.

import { aboutDelivery } from "../core/about-delivery.ts";
import { handle, runBatch } from "../core/batch.ts";
import { toErrorRecord } from "../core/error-record.ts";
import type { Kernel } from "../core/kernel.ts";
import type { Pull } from "../core/leash.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Settlement } from "../core/settle.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { giveUp, type Hold, leashOf, pull } from "./hold.ts";
import { type Keeper, latestEnd } from "./keeper.ts";
import { nextMean } from "./room.ts";
import type { Run } from "./runner.ts";
import type { Unit } from "./stock.ts";

export interface Crew {
  start(unit: Unit): void;
  /** How many units run. */
  running(): number;
  /** How many of them may have killed what ran them before. */
  suspects(): number;
  /** Whether one runs that nothing may run beside. */
  isAlone(): boolean;
  /** The mean length of a run in milliseconds; `undefined` before the first has ended. */
  meanMs(): number | undefined;
  /** Has nothing begin that has its place but waits there: for those of its group before it, or for what it takes to begin. */
  pullWaiting(why: Pull): void;
  /** Tells all that run to end. */
  pull(why: Pull): void;
  /** Waits no longer for those that were told. */
  giveUp(): void;
  /** Resolves when nothing runs. */
  rest(): Promise<void>;
}

interface CrewOptions {
  readonly kernel: Kernel;
  readonly run: Run;
  /** Whether what may kill its process has one of its own. */
  readonly isIsolating: boolean;
  readonly visibilitySeconds: number;
  readonly keeper: Keeper;
  readonly acknowledger: Acknowledger;
  /** A unit has ended, and its place is free. */
  readonly onEnd: () => void;
}

/** In visibility timeouts: what runs alone is hidden for so long at each moment, so that it is known by that when it was killed. */
const HIDDEN = 2;

/** The clocks of the queue and of this machine may differ by so much. */
const SKEW_SECONDS = 1;

export function createCrew(options: CrewOptions): Crew {
  const { kernel, run, isIsolating, visibilitySeconds, keeper, acknowledger, onEnd } = options;
  const { clock } = kernel;
  const guard = {
    hiddenSeconds: HIDDEN * visibilitySeconds,
    latestSeconds: (seconds: number) => seconds - SKEW_SECONDS,
  };
  const units = new Set<Unit>();
  const resting = new Set<() => void>();
  let alone = 0;
  let suspects = 0;
  let mean: number | undefined;

  const runHold = (hold: Hold, isSuspect: boolean): Promise<Outcome> =>
    run(hold.delivery, leashOf(hold, latestEnd(hold)), isSuspect);

  const end = (hold: Hold, settlement: Settlement): void => {
    if (settlement === "acknowledge") acknowledger.add(hold);
    else keeper.letGo(hold);
  };

  /** What goes together in its order, or may have killed what ran it before. */
  async function workBatch({ holds, isSuspect }: Unit): Promise<void> {
    const ofDelivery = new Map(holds.map((hold) => [hold.delivery, hold]));
    const results = await runBatch([...ofDelivery.keys()], kernel, {
      concurrency: 1,
      time: undefined,
      guard,
      run: (delivery) => runHold(ofDelivery.get(delivery) as Hold, isSuspect),
    });
    for (const { delivery, settlement } of results) end(ofDelivery.get(delivery) as Hold, settlement);
  }

  async function work(unit: Unit): Promise<void> {
    const startedAt = clock.now();
    const [first, ...others] = unit.holds;
    try {
      if (first === undefined || others.length > 0 || unit.isSuspect) await workBatch(unit);
      else end(first, await handle(first.delivery, kernel, () => runHold(first, false)));
    } catch (error) {
      for (const hold of unit.holds) {
        keeper.letGo(hold);
        kernel.emit({
          ...aboutDelivery(hold.delivery, kernel),
          type: "delivery.returned",
          error: toErrorRecord(error),
        });
      }
    }
    mean = nextMean(mean, Math.max(0, clock.now() - startedAt));
  }

  return {
    start(unit) {
      const isExclusive = unit.isSuspect && !isIsolating;
      units.add(unit);
      if (isExclusive) alone += 1;
      if (unit.isSuspect) suspects += 1;
      void work(unit).then(() => {
        units.delete(unit);
        if (isExclusive) alone -= 1;
        if (unit.isSuspect) suspects -= 1;
        onEnd();
        if (units.size > 0) return;
        for (const wake of resting) wake();
        resting.clear();
      });
    },
    running: () => units.size,
    suspects: () => suspects,
    isAlone: () => alone > 0,
    meanMs: () => mean,
    pullWaiting(why) {
      for (const { holds } of units) for (const hold of holds) if (hold.follower === undefined) pull(hold, why);
    },
    pull(why) {
      for (const { holds } of units) for (const hold of holds) pull(hold, why);
    },
    giveUp() {
      for (const { holds } of units) for (const hold of holds) giveUp(hold);
    },
    rest: () => (units.size === 0 ? Promise.resolve() : new Promise((resolve) => void resting.add(resolve))),
  };
}
