// So many a second and no more: turns that come evenly, each after the one before.

import type { Clock } from "./ports.ts";

export interface Rate {
  /** Resolves when it is the next one's turn; calls `meanwhile` now and then while it waits. */
  turn(meanwhile: () => Promise<void>): Promise<void>;
}

/** How long it waits at most before `meanwhile` is called again. */
const STEP_MILLISECONDS = 15_000;

/** @returns `undefined` where there is no bound. */
export function createRate(perSecond: number | undefined, clock: Clock): Rate | undefined {
  if (perSecond === undefined) return undefined;
  let nextAt = clock.now();
  return {
    async turn(meanwhile) {
      for (let left = nextAt - clock.now(); left > 0; left = nextAt - clock.now()) {
        await new Promise<void>((resolve) => void clock.after(Math.min(left, STEP_MILLISECONDS), resolve));
        await meanwhile();
      }
      nextAt = Math.max(nextAt, clock.now()) + 1000 / perSecond;
    },
  };
}
