// A job's retry options, checked and filled in.

import type { RetryPolicy } from "./backoff.ts";
import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { ErrandError, show } from "./errors.ts";
import { expectKnownKeys } from "./options.ts";

/** How a failed job is tried again. */
export interface RetryOptions {
  /** How many attempts in all, the first included: 1 to 1,000; default 8. After the last the job is dead-lettered. */
  readonly attempts?: number;
  /** The shortest wait before the next attempt: 0 seconds to 10 years; default 10 seconds. */
  readonly min?: Duration;
  /** The longest wait, from `min` to 10 years; default 1 hour, or `min` where that is longer. */
  readonly max?: Duration;
}

const MOST_ATTEMPTS = 1000;

export function toRetryPolicy(options: RetryOptions, where: string): RetryPolicy {
  expectKnownKeys(options, ["attempts", "min", "max"], `${where}: options.retry`);
  const attempts = options.attempts ?? 8;
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > MOST_ATTEMPTS) {
    throw new ErrandError(
      "invalid_option",
      `${where}: "retry.attempts" must be a whole number from 1 to ${MOST_ATTEMPTS}, got ${show(attempts)}. ` +
        "To try only once, give 1.",
    );
  }
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
  return { attempts, minSeconds, maxSeconds };
}
