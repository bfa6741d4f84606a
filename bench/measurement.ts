// What a measurement gives: rows of the table, each a number beside the one that is aimed at.

export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What is aimed at, in words, and whether it is reached. Absent where a number only explains another. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

export interface Measurement {
  /** To ask for it alone: `npm run bench:engine -- rates`. */
  readonly name: string;
  measure(): Promise<readonly Row[]>;
}

export function atLeast(bound: number, value: number): NonNullable<Row["target"]> {
  return { text: `≥ ${bound}`, met: value >= bound };
}

export function atMost(bound: number, unit: string, value: number): NonNullable<Row["target"]> {
  return { text: `≤ ${bound} ${unit}`, met: value <= bound };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [left = Number.NaN, right = left] = sorted.slice(Math.ceil(sorted.length / 2) - 1, middle + 1);
  return (left + right) / 2;
}
