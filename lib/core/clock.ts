// The clock on the wall: the Clock that every program outside the tests runs on.

import type { Clock } from "./ports.ts";

/**
 * How long at most until the clock on the wall is looked at again. Timers count the time that this machine was awake, and
 * know nothing of a clock that was set: what is due meanwhile comes so late at most.
 */
const LONGEST_STEP_MS = 30_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, wake, whileNeeded = false) {
    const until = Date.now() + milliseconds;
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      const step = Math.min(left, LONGEST_STEP_MS);
      timer = setTimeout(() => {
        // A clock that was set back makes nothing wait longer than it was told to.
        const stillLeft = Math.min(left - step, until - Date.now());
        if (stillLeft > 0) arm(stillLeft);
        else wake();
      }, step);
      if (whileNeeded) timer.unref();
    };
    arm(milliseconds);
    return () => clearTimeout(timer);
  },
};
