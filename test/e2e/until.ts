// Waiting until something can be seen at an endpoint that tells nobody: it is asked again and again, up to a deadline.

import { setTimeout as pause } from "node:timers/promises";

export interface Patience {
  readonly seconds: number;
  /** Ends the waiting at once. */
  readonly signal: AbortSignal;
}

const PAUSE_MS = 100;

/**
 * @param look what was seen, or `undefined` while it isn't there.
 * @throws when it isn't there in time, with what was waited for.
 */
export async function until<Seen>(
  what: string,
  { seconds, signal }: Patience,
  look: () => Promise<Seen | undefined> | Seen | undefined,
): Promise<Seen> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() >= deadline) throw new Error(`Expected ${what} within ${seconds} s, but it did not come.`);
    await pause(PAUSE_MS, undefined, { signal });
  }
}
