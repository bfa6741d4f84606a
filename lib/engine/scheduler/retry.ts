// Whether a run that failed is tried again, and when. Pure.

import type { RetryPolicy } from "./target.ts";

export type Retry =
  | { readonly kind: "again"; readonly at: number }
  | { readonly kind: "exhausted"; readonly condition: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" };

// AWS says "exponential backoff" and no numbers. With these, the 185 retries that it allows fill the day that it allows.
const FIRST_MS = 60_000;
const LONGEST_MS = 480_000;

/** `attempts` were made, the last one `now`. */
export function decideRetry(policy: RetryPolicy, attempts: number, firstTriedAt: number, now: number): Retry {
  if (attempts > policy.MaximumRetryAttempts) return { kind: "exhausted", condition: "MaximumRetryAttempts" };
  const expiresAt = firstTriedAt + policy.MaximumEventAgeInSeconds * 1000;
  if (now >= expiresAt) return { kind: "exhausted", condition: "MaximumEventAgeInSeconds" };
  const delay = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
  // The last try is when the time is over.
  return { kind: "again", at: Math.min(now + delay, expiresAt) };
}
