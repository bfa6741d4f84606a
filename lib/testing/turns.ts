// The turns of a harness: between two of them nothing moves, and in each the pollers run until time has passed as asked.

import type { ManualClock } from "./manual-clock.ts";
import type { Pace } from "./pace.ts";
import type { Polling } from "./polling.ts";
import type { RunEntry, RunRecord } from "./run-record.ts";

export interface Turns {
  /** Each gives the runs that started in it. */
  drain(): Promise<readonly RunEntry[]>;
  advance(milliseconds: number): Promise<readonly RunEntry[]>;
}

interface TurnsOptions {
  /** The queues are there. */
  readonly ready: Promise<void>;
  readonly clock: ManualClock;
  readonly pace: Pace;
  readonly polling: Polling;
  readonly runs: RunRecord;
  /** Takes note of what is in the dead-letter queues. */
  readonly collect: () => Promise<void>;
}

const DAY_MILLISECONDS = 86_400_000;

/** One turn at a time: what is asked for before the last has ended waits for it. */
export function createTurns({ ready, clock, pace, polling, runs, collect }: TurnsOptions): Turns {
  let last: Promise<unknown> = ready;

  const take = (body: () => Promise<void>): Promise<readonly RunEntry[]> => {
    const turn = last.then(async () => {
      const before = runs.count();
      polling.open();
      try {
        await body();
      } finally {
        polling.close();
        await collect();
      }
      return runs.entries().slice(before);
    });
    last = turn.catch(() => {});
    return turn;
  };

  return {
    drain: () => take(pace.runDue),
    advance: (milliseconds) =>
      take(async () => {
        const until = clock.now() + milliseconds;
        do {
          await pace.advanceTo(Math.min(until, clock.now() + DAY_MILLISECONDS));
          await collect(); // before they are older than the queue keeps them
        } while (clock.now() < until);
      }),
  };
}
