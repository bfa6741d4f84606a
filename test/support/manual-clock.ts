// A clock that stands still until it is told to go on.

import type { Clock } from "../../lib/core/ports.ts";

export interface ManualClock extends Clock {
  /** Goes on, fires what is due on the way in its order, and lets promises settle after each. */
  advance(milliseconds: number): Promise<void>;
  /** Goes on without firing anything on the way, as a machine that sleeps: what is due fires at the next advance. */
  sleep(milliseconds: number): void;
  /** How many timers are set. */
  timers(): number;
}

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** Starts on 1 January 2026, 12:00 UTC. */
export function createManualClock(startMs: number = Date.UTC(2026, 0, 1, 12)): ManualClock {
  let now = startMs;
  const timers = new Set<Timer>();

  const nextDue = (until: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  };

  return {
    now: () => now,
    after(milliseconds, wake) {
      const timer = { at: now + milliseconds, wake };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    sleep(milliseconds) {
      now += milliseconds;
    },
    timers: () => timers.size,
    async advance(milliseconds) {
      const until = now + milliseconds;
      await settle();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.wake();
        await settle();
      }
      now = until;
    },
  };
}

/** Lets everything run that waits for nothing but other promises: two turns, for what one of them starts. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
