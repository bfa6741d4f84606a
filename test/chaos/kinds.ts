// The kinds of jobs in a chaos run: how many of each, and what each is to do when nothing goes wrong.

/** What is known of a kind without looking at its job. */
export interface Kind {
  /** Of a hundred jobs. */
  readonly share: number;
  /** How many runs each attempt has, from the first. */
  readonly runs: readonly number[];
}

export const KINDS = {
  quick: { share: 50, runs: [1] },
  slow: { share: 25, runs: [1] },
  "fails-twice": { share: 10, runs: [1, 1, 1] },
  snoozes: { share: 9, runs: [2] },
  discards: { share: 5, runs: [1] },
  "fails-always": { share: 1, runs: [1, 1] },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof KINDS;

/** @param random from 0 up to, not including, 1. */
export function drawKind(random: number): KindName {
  const names = Object.keys(KINDS) as KindName[];
  let left = random * 100;
  for (const name of names) {
    left -= KINDS[name].share;
    if (left < 0) return name;
  }
  return "quick";
}
