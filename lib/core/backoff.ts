// How long a failed job waits before its next attempt: exponential, with full jitter.

/** When and how often a failed job is tried again. */
export interface RetryPolicy {
  /** How many attempts in all, the first included. */
  readonly attempts: number;
  /** The shortest wait, in seconds. */
  readonly minSeconds: number;
  /** The longest wait, in seconds. */
  readonly maxSeconds: number;
}

/**
 * The seconds to wait after attempt number `attempt` (from 1) has failed.
 *
 * The wait is drawn evenly from `minSeconds` to a ceiling that doubles with each attempt, starting at twice `minSeconds`
 * and ending at `maxSeconds`: jobs that failed together must not come back together (the AWS Architecture Blog's
 * "Exponential Backoff And Jitter" calls this full jitter).
 *
 * @param random from 0 up to, not including, 1.
 */
export function backoffSeconds(policy: RetryPolicy, attempt: number, random: number): number {
  const doublings = Math.min(attempt, 1000); // 2 ** 1024 is Infinity, and 0 times that is no number
  const ceiling = Math.min(policy.maxSeconds, policy.minSeconds * 2 ** doublings);
  return policy.minSeconds + random * Math.max(0, ceiling - policy.minSeconds);
}
