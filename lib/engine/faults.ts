// Faults to order: what goes wrong on AWS now and then, drawn from a seed, so that a run with faults can be repeated.

/**
 * What can go wrong. `duplicate`: a message that was handed out stays to be handed out again. `reorder`: another message
 * than the first in line is handed out. `throttle`: a request is refused, and nothing happens. `loseResponse`: a
 * request has its effect, but its answer is lost. `slowPoll`: a receive answers late. `killRun`: an invocation is ended
 * half-way.
 */
export type FaultKind = "duplicate" | "reorder" | "throttle" | "loseResponse" | "slowPoll" | "killRun";

/** How often each strikes: a share of the occasions, from 0 to 1. What is not named never strikes. */
export type FaultRates = Readonly<Partial<Record<FaultKind, number>>>;

export interface Faults {
  /** Whether the fault strikes at this occasion. */
  strikes(kind: FaultKind): boolean;
  /** A whole number from 0 up to, not including, `below`: which one of several it strikes. */
  pick(kind: FaultKind, below: number): number;
}

export const NO_FAULTS: Faults = { strikes: () => false, pick: () => 0 };

/**
 * Each kind draws from a row of its own, so that more occasions of one do not move the others.
 *
 * @param seed a whole number; the same seed, rates and occasions give the same faults.
 */
export function createFaults(rates: FaultRates, seed: number): Faults {
  const rows = new Map<FaultKind, () => number>();
  const draw = (kind: FaultKind): number => {
    let row = rows.get(kind);
    if (row === undefined) {
      row = createRow(seed + hashOf(kind));
      rows.set(kind, row);
    }
    return row();
  };
  return {
    strikes(kind) {
      const rate = rates[kind] ?? 0;
      return rate > 0 && draw(kind) < rate;
    },
    pick: (kind, below) => Math.floor(draw(kind) * below),
  };
}

function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return hash;
}

/** Numbers from 0 up to, not including, 1: splitmix32, small and even enough for this. */
export function createRow(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}
