// The numbers in a command's options, in range, or a sentence that says what was expected.

import { InvalidArgumentError } from "commander";

/** A parser of whole numbers from `min` to `max`. */
export function whole(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw wrong(`a whole number from ${min} to ${max.toLocaleString("en")}`, value);
  };
}

/** Of a share: "5%" or "0.05", to below the whole. */
export function toShare(value: string): number {
  const [, count, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(value) ?? [];
  const share = Number(count) / (percent === "%" ? 100 : 1);
  if (share >= 0 && share < 1) return share;
  throw wrong("a share below the whole, such as 5% or 0.05", value);
}

const BYTES: Readonly<Record<string, number>> = { "": 1, B: 1, KB: 1000, KiB: 1024, MB: 1_000_000, MiB: 1_048_576 };

export function toBytes(value: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(value) ?? [];
  const bytes = Math.ceil(Number(count) * (BYTES[unit] ?? Number.NaN));
  if (bytes >= 1) return bytes;
  throw wrong("a size of at least one byte, such as 800, 2KB, 64KiB or 1MiB", value);
}

const MILLISECONDS_TO: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000 };

/** Lambda's longest timeout. */
const LONGEST_MILLISECONDS = 900_000;

/** Seconds of how long a job runs: finer than what a delay is written in. */
export function toRunSeconds(value: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?) ?(ms|s|m|min)$/.exec(value) ?? [];
  const milliseconds = Number(count) * (MILLISECONDS_TO[unit] ?? Number.NaN);
  if (milliseconds >= 0 && milliseconds <= LONGEST_MILLISECONDS) return milliseconds / 1000;
  throw wrong("a duration from 0s to 15m, such as 20ms, 1.5s or 2m", value);
}

function wrong(expected: string, got: string): InvalidArgumentError {
  return new InvalidArgumentError(`It must be ${expected}, got ${JSON.stringify(got)}.`);
}
