// The clock on the wall: the Clock that every program outside the tests runs on.

import type { Clock } from "./ports.ts";

/** The longest that setTimeout waits: past it, it fires at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, wake) {
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      const step = Math.min(left, LONGEST_TIMEOUT_MS);
      timer = setTimeout(() => (left > step ? arm(left - step) : wake()), step);
    };
    arm(milliseconds);
    return () => clearTimeout(timer);
  },
};
