// How long a failed job waits before its next attempt: exponential, with full jitter.

import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";

/** How the wait grows from attempt to attempt; a function gives it for the attempt (from 1) that failed with `error`. */
export type Backoff = "exponential" | "linear" | "constant" | ((attempt: number, error: unknown) => Duration);

/** What is to become of a job whose attempt failed. */
export type Verdict = "retry" | "discard" | "dead";

/** When and how often a failed job is tried again. */
export interface RetryPolicy {
  /** How many attempts in all, the first included. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** The shortest wait, in seconds. */
  readonly minSeconds: number;
  /** The longest wait, in seconds. */
  readonly maxSeconds: number;
  readonly on: ((error: unknown) => Verdict) | undefined;
}

/**
 * The seconds to wait after attempt number `attempt` (from 1) has failed with `error`.
 *
 * The wait is drawn evenly from `minSeconds` to a ceiling that doubles with each attempt, starting at twice `minSeconds`
 * and ending at `maxSeconds`: jobs that failed together must not come back together (the AWS Architecture Blog's
 * "Exponential Backoff And Jitter" calls this full jitter). Linear, the ceiling grows by `minSeconds`; constant, the wait
 * is `minSeconds`.
 *
 * @param random from 0 up to, not including, 1.
 * @throws what the policy's own function throws, and `ErrandError` `invalid_option` for what it gives that is no duration.
 */
export function backoffSeconds(policy: RetryPolicy, attempt: number, random: number, error?: unknown): number {
  const { backoff, minSeconds, maxSeconds } = policy;
  if (typeof backoff === "function") {
    const hint = "Give the wait before the next attempt; not a promise of it.";
    const wait: unknown = backoff(attempt, error);
    if (wait instanceof Promise) wait.catch(() => {}); // refused below; what it rejects with must not end the process
    return toSeconds(wait as Duration, { what: "retry.backoff's result", min: 0, max: TEN_YEARS_SECONDS, hint });
  }
  const doublings = Math.min(attempt, 1000); // 2 ** 1024 is Infinity, and 0 times that is no number
  const growth = { exponential: 2 ** doublings, linear: attempt + 1, constant: 1 }[backoff];
  const ceiling = Math.min(maxSeconds, minSeconds * growth);
  return minSeconds + random * Math.max(0, ceiling - minSeconds);
}
