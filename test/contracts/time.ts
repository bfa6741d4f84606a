// How time passes at a target: a clock that is moved, or the wall's, which must be waited for.

import { setTimeout as sleep } from "node:timers/promises";
import type { ManualClock } from "../../lib/testing/manual-clock.ts";
import { settle } from "../../lib/testing/manual-clock.ts";

export interface Time {
  /** Whether days pass at once. */
  readonly movable: boolean;
  /** How long something that must come may take: the wait of a receive, the deadline of a counter. */
  readonly patienceSeconds: number;
  now(): number;
  /** Lets that many seconds pass, and where time is real a little more. */
  pass(seconds: number): Promise<void>;
  /** Lets what was started reach its server. */
  settle(): Promise<void>;
}

export function toMovableTime(clock: ManualClock): Time {
  return {
    movable: true,
    patienceSeconds: 0,
    now: () => clock.now(),
    pass: (seconds) => clock.advance(seconds * 1_000),
    settle,
  };
}

/** @param slackSeconds what a server may be late. */
export function toRealTime(slackSeconds: number, patienceSeconds: number): Time {
  return {
    movable: false,
    patienceSeconds,
    now: () => Date.now(),
    pass: (seconds) => sleep((seconds + slackSeconds) * 1_000),
    settle: () => sleep(Math.max(150, slackSeconds * 300)),
  };
}
