// A `Duration` as the seconds that AWS is told: whole ones, known at synthesis, for other numbers are derived from them.

import type { Duration } from "aws-cdk-lib";
import { describeSeconds } from "../core/duration.ts";
import { isWhole, refuse } from "../core/options.ts";

/** In seconds. */
export interface SecondsRange {
  readonly min: number;
  readonly max: number;
}

/** @throws `ErrandError` `invalid_option`. */
export function toWholeSeconds(got: unknown, { min, max }: SecondsRange, where: string): number {
  const expected = `a Duration of whole seconds, ${describeSeconds(min)} to ${describeSeconds(max)}`;
  // Known by what it can: another copy of CDK makes Durations too.
  if (typeof got !== "object" || got === null || !("toMilliseconds" in got)) {
    throw refuse(where, expected, got, "Give Duration.seconds(60), or leave it out for the default.");
  }
  const duration = got as Duration;
  if (duration.isUnresolved()) throw refuse(where, `${expected}, known at synthesis`, "a token");
  const seconds = duration.toMilliseconds({ integral: false }) / 1000;
  if (isWhole(seconds, min, max)) return seconds;
  throw refuse(where, expected, describeSeconds(seconds));
}
