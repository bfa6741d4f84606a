// A job's retry options, checked and filled in.

import type { RetryPolicy } from "./backoff.ts";
import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { expectKnownKeys, expectWhole } from "./options.ts";

/** How a failed job is tried again. */
export interface RetryOptions {
  /** How many attempts in all, the first included: 1 to 1,000; default 8. After the last the job is dead-lettered. */
  readonly attempts?: number;
  /** The shortest wait before the next attempt: 0 seconds to 10 years; default 10 seconds. */
  readonly min?: Duration;
  /** The longest wait, from `min` to 10 years; default 1 hour, or `min` where that is longer. */
  readonly max?: Duration;
}

export function toRetryPolicy(options: RetryOptions, where: string): RetryPolicy {
  expectKnownKeys(options, ["attempts", "min", "max"], `${where}: options.retry`);
  const attempts = options.attempts ?? 8;
  expectWhole(attempts, 1, 1000, `${where}: "retry.attempts"`);
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
