// What a proxy does to a request, drawn from a seed.

import { createRow } from "../../lib/engine/faults.ts";

/**
 * `delayed`: it is held back a while. `dropped`: the connection is reset before it arrives, as all are during a spell. `unanswered`: it arrives, and
 * the connection is reset when the answer is there. `torn`: half of the answer passes. `muted`: the answer never comes,
 * and the connection stays open.
 */
export type Fate = "passed" | "delayed" | "dropped" | "unanswered" | "torn" | "muted";

/** Of the requests. The rest passes. */
const RATES: readonly (readonly [Fate, number])[] = [
  ["delayed", 0.08],
  ["dropped", 0.02],
  ["unanswered", 0.02],
  ["torn", 0.01],
  ["muted", 0.001],
];

const LONGEST_DELAY_MS = 400;

/** Spells in which nothing gets through: long enough that the SDK's three tries fail. */
const SPELL_MS = 900;
const SHORTEST_GAP_MS = 6000;
const LONGEST_GAP_MS = 14_000;

export interface Draw {
  readonly fate: Fate;
  readonly delayMs: number;
}

/** What becomes of one connection's requests, in their order. Each connection draws from a row of its own. */
export function createFates(seed: number, connection: number): () => Draw {
  const row = createRow(Math.imul(seed, 1_000_003) + connection);
  return () => {
    const drawn = row();
    const delayMs = Math.ceil(row() * LONGEST_DELAY_MS);
    let below = 0;
    for (const [fate, rate] of RATES) {
      below += rate;
      if (drawn < below) return { fate, delayMs };
    }
    return { fate: "passed", delayMs };
  };
}

/** Whether there is a spell so many milliseconds after the start; to be asked with growing times. */
export function createSpells(seed: number): (elapsedMs: number) => boolean {
  const row = createRow(seed + 3);
  const gap = (): number => SHORTEST_GAP_MS + row() * (LONGEST_GAP_MS - SHORTEST_GAP_MS);
  let next = gap();
  return (elapsedMs) => {
    while (elapsedMs >= next + SPELL_MS) next += SPELL_MS + gap();
    return elapsedMs >= next;
  };
}
