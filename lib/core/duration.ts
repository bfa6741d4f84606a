// Durations as people write them, turned into seconds.

import { ErrandError, show } from "./errors.ts";

type Unit =
  | ("s" | "sec" | "second" | "seconds")
  | ("m" | "min" | "minute" | "minutes")
  | ("h" | "hour" | "hours")
  | ("d" | "day" | "days")
  | ("w" | "week" | "weeks")
  | ("year" | "years");

/** A length of time: `"90s"`, `"15 minutes"`, `"3 days"`, or a number of seconds. A day is 24 hours, a year 365 days. */
export type Duration = number | `${number}${"" | " "}${Unit}`;

const FORM =
  /^(\d+(?:\.\d+)?) ?(?:(s)(?:ec|econds?)?|(m)(?:in|inutes?)?|(h)(?:ours?)?|(d)(?:ays?)?|(w)(?:eeks?)?|(y)ears?)$/;

/** In the order of the units in the form. */
const UNIT_SECONDS = [1, 60, 3600, 86_400, 604_800, 31_536_000];

/** What a duration must lie between, in seconds, and how to name it in an error. */
export interface DurationRange {
  /** The place and name of the option, as in `Job "welcome": "delay"`. */
  readonly what: string;
  readonly min: number;
  readonly max: number;
  /** What to do instead, as a sentence. */
  readonly hint: string;
}

/** A decade: the longest duration that is believed to be meant. */
export const TEN_YEARS_SECONDS = 315_360_000;

/**
 * The seconds of a duration, in range.
 *
 * @throws `ErrandError` `invalid_option` for what isn't a duration or is out of range.
 */
export function toSeconds(duration: Duration, range: DurationRange): number {
  const seconds = parse(duration);
  if (seconds !== undefined && seconds >= range.min && seconds <= range.max) return seconds;
  const expected = `must be ${describeSeconds(range.min)} to ${describeSeconds(range.max)}`;
  const form = seconds === undefined ? ', written "90s", "15 minutes", "3 days" or as a number of seconds' : "";
  throw new ErrandError("invalid_option", `${range.what} ${expected}${form}, got ${show(duration)}. ${range.hint}`);
}

function parse(duration: unknown): number | undefined {
  if (typeof duration === "number") return Number.isFinite(duration) ? duration : undefined;
  if (typeof duration !== "string") return undefined;
  const [, count, ...units] = FORM.exec(duration.trim()) ?? [];
  const unit = UNIT_SECONDS[units.findIndex((found) => found !== undefined)];
  return unit === undefined ? undefined : Number(count) * unit;
}

/** Seconds in the largest unit that divides them: `900` is "15 minutes". */
export function describeSeconds(seconds: number): string {
  const scale = [
    ["year", 31_536_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  for (const [unit, size] of scale) {
    if (seconds >= size && seconds % size === 0) return plural(seconds / size, unit);
  }
  return plural(Number(seconds.toFixed(3)), "second");
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
