// Which priority starts next: strictly the high one, but for low jobs that have waited too long, and for those only now and then.

import type { Priority } from "../core/ports.ts";

/** What is known when a place is free. */
export interface Situation {
  /** Whether a high one is in hand. */
  readonly hasHigh: boolean;
  /** Whether a low one is in hand. */
  readonly hasLow: boolean;
  /** Whether that low one is older than the aging bound. */
  readonly isLowAged: boolean;
  /** Whether the high queue has nothing to give, as far as can be known: it has just said so, or can't be asked. */
  readonly isHighEmpty: boolean;
  /** How many high ones have started since a low one did. */
  readonly highInARow: number;
}

/**
 * While high ones wait, one of so many starts may be a low one's that has aged: were all of a long low queue older than the
 * bound, there would be no priority left.
 */
export const AGED_SHARE = 10;

/** @returns `undefined` where nothing may start. */
export function nextPriority(situation: Situation): Priority | undefined {
  const { hasHigh, hasLow, isLowAged, isHighEmpty, highInARow } = situation;
  const isLowsTurn = isLowAged && highInARow >= AGED_SHARE - 1;
  if (hasLow && (isLowsTurn || (isHighEmpty && !hasHigh))) return "low";
  return hasHigh ? "high" : undefined;
}
