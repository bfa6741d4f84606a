// Which destinations could not take a message the last time, and when each is to be tried again.

import type { Clock, Post, Priority } from "./ports.ts";

/** Where a message goes: its queue, or the schedules where it is to be held back for longer than that can. */
export type Destination = Priority | "later";

export function destinationOf({ dueAt, priority }: Pick<Post, "dueAt" | "priority">): Destination {
  return dueAt === undefined ? priority : "later";
}

export interface Breaker {
  /** `away`: it could not be reached; `refusing`: it could, and would not, which a person has to mend. */
  failed(destination: Destination, why: "away" | "refusing"): void;
  worked(destination: Destination): void;
  /** Whether it is not time yet to try again. */
  isPaused(destination: Destination): boolean;
  /** Whether that is because it could not be reached. */
  isAway(destination: Destination): boolean;
  /** After how many milliseconds the first of those that are paused is to be tried; `undefined` where none is. */
  nextMs(): number | undefined;
}

/** The pause after a failure, doubled after each further one up to the longest, and up to half of it less by chance. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** @param failures how many before this one. */
export function pauseMs(failures: number, random: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 16)) * (1 - random / 2);
}

interface Pause {
  readonly until: number;
  readonly failures: number;
  readonly why: "away" | "refusing";
}

/** @param random from 0 up to, not including, 1. */
export function createBreaker(clock: Pick<Clock, "now">, random: () => number): Breaker {
  const pauses = new Map<Destination, Pause>();

  /** A clock that was set back makes no pause longer than the longest. */
  const leftMs = ({ until }: Pause): number => {
    const left = until - clock.now();
    return left > LONGEST_PAUSE_MS ? 0 : Math.max(0, left);
  };
  const pauseOf = (destination: Destination): Pause | undefined => {
    const pause = pauses.get(destination);
    return pause !== undefined && leftMs(pause) > 0 ? pause : undefined;
  };

  return {
    failed(destination, why) {
      // Many callers find out at once, and those that were asked before for seconds after: it is one failure.
      if (pauseOf(destination) !== undefined) return;
      const failures = pauses.get(destination)?.failures ?? 0;
      pauses.set(destination, { until: clock.now() + pauseMs(failures, random()), failures: failures + 1, why });
    },
    worked: (destination) => void pauses.delete(destination),
    isPaused: (destination) => pauseOf(destination) !== undefined,
    isAway: (destination) => pauseOf(destination)?.why === "away",
    nextMs() {
      const left = [...pauses.values()].map(leftMs).filter((milliseconds) => milliseconds > 0);
      return left.length === 0 ? undefined : Math.min(...left);
    },
  };
}
