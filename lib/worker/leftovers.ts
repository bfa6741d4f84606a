// What is in hand and has not started goes back to its queue: when it can't start soon, and all of it when the worker stops.

import type { Kernel } from "../core/kernel.ts";
import { sideBySide } from "../core/side-by-side.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { handBack, putOff } from "./hand-back.ts";
import { isLost } from "./hold.ts";
import { type Keeper, toBeatMs } from "./keeper.ts";
import { agesAt, type Stock, type Unit } from "./stock.ts";
import type { CheckedWorker } from "./worker-options.ts";

export interface Leftovers {
  /** Gives back what waits for too long; to be called again after `heldMs`. */
  returnOld(): void;
  /** Gives back all, for the worker stops. */
  returnAll(): void;
  /** How long a message may be in hand without starting, in milliseconds. */
  readonly heldMs: number;
  /** Resolves when what was given back until now has arrived. */
  rest(): Promise<unknown>;
}

interface LeftoversOptions {
  readonly kernel: Kernel;
  readonly stock: Stock;
  readonly keeper: Keeper;
  readonly acknowledger: Acknowledger;
  readonly settings: Pick<CheckedWorker, "agingSeconds" | "visibilitySeconds">;
}

/** How long a message may be in hand without starting, and no longer than a beat. */
const HELD_MS = 5000;

/** How long what has a turn of its own may wait for it, as what must run alone, or in a thread. */
const LONGEST_TURN_MS = 60_000;

/** Messages handed back at once. */
const HANDED_BACK_AT_ONCE = 10;

export function createLeftovers({ kernel, stock, keeper, acknowledger, settings }: LeftoversOptions): Leftovers {
  const { agingSeconds, visibilitySeconds } = settings;
  const heldMs = Math.min(HELD_MS, toBeatMs(visibilitySeconds));
  let underWay: Promise<unknown> = Promise.resolve();

  function returnUnits(units: readonly Unit[], why: "stopped" | "no_place"): void {
    if (units.length === 0) return;
    const holds = units.flatMap((unit) =>
      unit.holds.map((hold) => ({ hold, isPutOff: why === "no_place" && unit.isSuspect })),
    );
    const all = sideBySide(holds, HANDED_BACK_AT_ONCE, async ({ hold, isPutOff }) => {
      if (isLost(hold)) return keeper.letGo(hold);
      if (isPutOff) await putOff(hold.delivery, kernel);
      else if ((await handBack(hold.delivery, kernel, why)) === "acknowledge") return acknowledger.add(hold);
      keeper.letGo(hold);
    });
    underWay = Promise.all([underWay, all]).then(() => {}); // and keeps no answers
  }

  return {
    returnOld() {
      const now = kernel.clock.now();
      const low = stock.first("low");
      // A low one that has aged waits for its turn: were it given back, it would go behind younger ones.
      const isAged = low !== undefined && agesAt(low, agingSeconds) <= now;
      const waits = ({ isSuspect, place }: Unit): boolean => isSuspect || place !== "here";
      const isPatient = (unit: Unit): boolean => waits(unit) || (isAged && unit === low);
      const isOld = (unit: Unit): boolean => now - unit.takenAt >= (isPatient(unit) ? LONGEST_TURN_MS : heldMs);
      returnUnits(stock.takeAll(isOld), "no_place");
    },
    returnAll: () =>
      returnUnits(
        stock.takeAll(() => true),
        "stopped",
      ),
    heldMs,
    rest: () => underWay,
  };
}
