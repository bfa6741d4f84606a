// What runs: each unit through the kernel, counted until it has ended, and then deleted or let go.

import { aboutDelivery } from "../core/about-delivery.ts";
import { handle, runBatch } from "../core/batch.ts";
import { toErrorRecord } from "../core/error-record.ts";
import type { Kernel } from "../core/kernel.ts";
import type { Pull } from "../core/leash.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Settlement } from "../core/settle.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { giveUp, type Hold, isLost, leashOf, pull } from "./hold.ts";
import type { Keeper } from "./keeper.ts";
import { isApart, type Place } from "./place.ts";
import { createRest } from "./rest.ts";
import { nextMean } from "./room.ts";
import type { Run } from "./runner.ts";
import type { Unit } from "./stock.ts";
import { LONGEST_HIDDEN_SECONDS, latestEnd } from "./twelve-hours.ts";

export interface Crew {
  start(unit: Unit): void;
  /** Whether the thread or process that the unit takes, if any, is free: in a place of the crew it would only wait for one. */
  hasPlaceFor(unit: Unit): boolean;
  /** How many units run. */
  running(): number;
  /** Whether one runs that nothing may run beside. */
  isAlone(): boolean;
  /** The mean length of a run in milliseconds; `undefined` before the first has ended. */
  meanMs(): number | undefined;
  /** Has nothing begin that has its place but waits there: for those of its group before it, or for what it takes to begin. */
  pullWaiting(why: Pull): void;
  /** Tells all that run to end. */
  pull(why: Pull): void;
  /**
   * Waits no longer for those that were told.
   *
   * @returns how many those are: in this process their functions may go on.
   */
  giveUp(): number;
  /** Resolves when nothing runs. */
  rest(): Promise<void>;
}

interface CrewOptions {
  readonly kernel: Kernel;
  readonly run: Run;
  /** How many threads there are at once at most, and how many processes. */
  readonly placesElsewhere: number;
  readonly visibilitySeconds: number;
  readonly keeper: Keeper;
  readonly acknowledger: Acknowledger;
  /** A unit has ended, and its place is free. */
  readonly onEnd: () => void;
}

/** An hour is left for before the run. */
const LONGEST_GUARD_SECONDS = LONGEST_HIDDEN_SECONDS - 3600;

/** In visibility timeouts: what runs alone is hidden for so long at each moment, so that it is known by that when it was killed. */
const HIDDEN = 2;

const DONE: ReadonlySet<Outcome["kind"]> = new Set<Outcome["kind"]>(["completed", "discarded", "expired"]);

/** The clocks of the queue and of this machine may differ by so much. */
const SKEW_SECONDS = 1;

export function createCrew(options: CrewOptions): Crew {
  const { kernel, run, placesElsewhere, visibilitySeconds, keeper, acknowledger, onEnd } = options;
  const { clock } = kernel;
  const guard = {
    hiddenSeconds: Math.min(LONGEST_GUARD_SECONDS, HIDDEN * visibilitySeconds),
    latestSeconds: (seconds: number) => seconds - SKEW_SECONDS,
  };
  const units = new Set<Unit>();
  const taken: Record<Place, number> = { here: 0, alone: 0, thread: 0, process: 0 };
  const { rest, wake } = createRest(() => units.size === 0);
  let mean: number | undefined;

  const runHold = async (hold: Hold, isSuspect: boolean): Promise<Outcome> => {
    const outcome = await run(hold.delivery, leashOf(hold, latestEnd(hold)), isSuspect);
    // What is done is done; but nothing is sent for what others may have.
    if (isLost(hold) && !DONE.has(outcome.kind)) throw hold.pull?.error;
    return outcome;
  };

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
    for (const { delivery, settlement, isGone } of results) {
      const hold = ofDelivery.get(delivery) as Hold;
      if (isGone) keeper.letGo(hold);
      else end(hold, settlement);
    }
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
      units.add(unit);
      taken[unit.place] += 1;
      void work(unit).then(() => {
        units.delete(unit);
        taken[unit.place] -= 1;
        onEnd();
        wake();
      });
    },
    hasPlaceFor: ({ place }) => !isApart(place) || taken[place] < placesElsewhere,
    running: () => units.size,
    isAlone: () => taken.alone > 0,
    meanMs: () => mean,
    pullWaiting(why) {
      for (const { holds } of units) for (const hold of holds) if (!hold.hasBegun) pull(hold, why);
    },
    pull(why) {
      for (const { holds } of units) for (const hold of holds) pull(hold, why);
    },
    giveUp() {
      for (const { holds } of units) for (const hold of holds) giveUp(hold);
      return units.size;
    },
    rest,
  };
}
