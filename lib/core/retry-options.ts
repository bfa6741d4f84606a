// A job's retry options, checked and filled in.

import type { Backoff, RetryPolicy, Verdict } from "./backoff.ts";
import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { expectFunction, expectKnownKeys, expectOneOf, expectWhole } from "./options.ts";

/** How a failed job is tried again. */
export interface RetryOptions {
  /** How many attempts in all, the first included: 1 to 1,000; default 8. After the last the job is dead-lettered. */
  readonly attempts?: number;
  /**
   * How the wait grows: `"exponential"` (doubling, drawn between `min` and the ceiling), `"linear"`, `"constant"` (`min`),
   * or a function that gives it for the attempt (from 1) that failed with `error`. Default `"exponential"`.
   */
  readonly backoff?: Backoff;
  /**
   * Decides by the error: `"retry"`, `"discard"` (ends here), or `"dead"` (dead-lettered at once, as `not_retried`).
   * Default: always `"retry"`. If it throws, the job is tried again, and the history says so.
   */
  readonly on?: (error: unknown) => Verdict;
  /** The shortest wait before the next attempt: 0 seconds to 10 years; default 10 seconds. */
  readonly min?: Duration;
  /** The longest wait, from `min` to 10 years; default 1 hour, or `min` where that is longer. */
  readonly max?: Duration;
}

const MOST_ATTEMPTS = 1000;

export function toRetryPolicy(options: RetryOptions, where: string): RetryPolicy {
  expectKnownKeys(options, ["attempts", "backoff", "on", "min", "max"], `${where}: options.retry`);
  const { attempts = 8, backoff = "exponential", on } = options;
  if (typeof backoff !== "function")
    expectOneOf(["exponential", "linear", "constant"], backoff, `${where}: "retry.backoff"`);
  expectFunction(on, `${where}: "retry.on"`);
  expectWhole(attempts, MOST_ATTEMPTS, `${where}: "retry.attempts"`, "To try only once, give 1.");
  const minSeconds = toSeconds(options.min ?? 10, {
    what: `${where}: "retry.min"`,
    min: 0,
    max: TEN_YEARS_SECONDS,
    hint: "To use 10 seconds, leave it out.",
  });
  const maxSeconds = toSeconds(options.max ?? Math.max(3600, minSeconds), {
    what: `${where}: "retry.max"`,
    min: minSeconds,
    max: TEN_YEARS_SECONDS,
    hint: `It can't be shorter than "retry.min" (10 seconds unless given): lower that too, or leave it out.`,
  });
  return { attempts, backoff, minSeconds, maxSeconds, on };
}
