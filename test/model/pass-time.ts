// Time that passes from timer to timer, and not while anything happens.

import { setTimeout as pause } from "node:timers/promises";
import { type ManualClock, turn } from "../../lib/testing/manual-clock.ts";

/** So many turns in which nothing happens are enough to know that all waits for the clock. */
const QUIET_TURNS = 3;

interface PassingOptions {
  readonly clock: ManualClock;
  /** Grows whenever something happens. */
  readonly activity: () => number;
  /** Called at every turn. */
  readonly onTurn?: () => void;
  /** Real time that is waited at every turn. */
  readonly patienceMs?: number | undefined;
}

/** @returns what lets so many seconds pass. */
export function createPassing({ clock, activity, onTurn = () => {}, patienceMs }: PassingOptions) {
  const quiet = async (): Promise<void> => {
    for (let turns = 0, seen = -1; turns < QUIET_TURNS; turns += 1) {
      onTurn();
      await (patienceMs === undefined ? turn() : pause(patienceMs));
      if (seen === activity()) continue;
      seen = activity();
      turns = 0;
    }
  };
  return async (seconds: number): Promise<void> => {
    const until = clock.now() + seconds * 1000;
    await quiet();
    for (let at = clock.nextAt(); at !== undefined && at <= until; at = clock.nextAt()) {
      clock.fireNext();
      await quiet();
    }
    clock.sleep(Math.max(0, until - clock.now()));
  };
}
