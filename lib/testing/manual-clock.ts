// A clock that stands still until it is told to go on.

import { setImmediate } from "node:timers"; // bound here: what replaces the global one's time must not stop this one
import type { Clock } from "../core/ports.ts";
import { createEntry, createHeap, type HeapEntry } from "../engine/heap.ts";

export interface ManualClock extends Clock {
  /** When the next timer is due, if there is any. */
  nextAt(): number | undefined;
  /** Goes on to the next timer, and fires it. */
  fireNext(): void;
  /** Goes on without firing anything on the way, as a machine that sleeps: what is due fires afterwards. */
  sleep(milliseconds: number): void;
  /** How many timers are set. */
  timers(): number;
  /** Goes on, fires what is due on the way in its order, and lets promises settle after each. */
  advance(milliseconds: number): Promise<void>;
}

/** A timer's place among those of the same moment: they fire in the order in which they were set. */
interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** 1 January 2026, 12:00 UTC: a Thursday. */
export const START_AT = Date.UTC(2026, 0, 1, 12);

export function createManualClock(startAt: number = START_AT): ManualClock {
  let now = startAt;
  const moments = createHeap<Set<Timer>>();
  const byTime = new Map<number, HeapEntry<Set<Timer>>>();

  const momentAt = (at: number): HeapEntry<Set<Timer>> => {
    let moment = byTime.get(at);
    if (moment === undefined) {
      moment = createEntry(new Set<Timer>(), at);
      byTime.set(at, moment);
      moments.add(moment);
    }
    return moment;
  };

  const remove = (timer: Timer): void => {
    const moment = byTime.get(timer.at);
    if (!moment?.item.delete(timer) || moment.item.size > 0) return;
    moments.remove(moment);
    byTime.delete(timer.at);
  };

  const clock: ManualClock = {
    now: () => now,
    after(milliseconds, wake) {
      const timer = { at: now + Math.max(0, milliseconds), wake };
      momentAt(timer.at).item.add(timer);
      return () => remove(timer);
    },
    nextAt: () => moments.first()?.rank,
    fireNext() {
      const [timer] = moments.first()?.item ?? [];
      if (timer === undefined) return;
      remove(timer);
      now = Math.max(now, timer.at);
      timer.wake();
    },
    sleep(milliseconds) {
      now += milliseconds;
    },
    timers: () => byTime.values().reduce((sum, { item }) => sum + item.size, 0),
    async advance(milliseconds) {
      const until = now + milliseconds;
      await settle();
      for (let at = clock.nextAt(); at !== undefined && at <= until; at = clock.nextAt()) {
        clock.fireNext();
        await settle();
      }
      clock.sleep(until - now);
    },
  };
  return clock;
}

/** Lets everything run that waits for nothing but other promises. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Two turns, for what the first one starts. */
export async function settle(): Promise<void> {
  await turn();
  await turn();
}
