import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffSeconds, type RetryPolicy } from "../../lib/core/backoff.ts";
import type { Duration } from "../../lib/core/duration.ts";

const POLICY: RetryPolicy = { attempts: 8, backoff: "exponential", minSeconds: 10, maxSeconds: 600, on: undefined };

test("the ceiling doubles with each attempt until the longest wait", () => {
  const almostOne = 1 - Number.EPSILON;
  const ceilings = [1, 2, 3, 4, 5, 6, 7].map((attempt) => Math.round(backoffSeconds(POLICY, attempt, almostOne)));
  expect(ceilings).toEqual([20, 40, 80, 160, 320, 600, 600]);
});

test("the shortest wait is never undercut", () => {
  expect([1, 2, 7].map((attempt) => backoffSeconds(POLICY, attempt, 0))).toEqual([10, 10, 10]);
});

test("linear, the ceiling grows by the shortest wait; constant, it doesn't", () => {
  const almostOne = 1 - Number.EPSILON;
  const waits = (backoff: RetryPolicy["backoff"]) =>
    [1, 2, 3, 100].map((attempt) => Math.round(backoffSeconds({ ...POLICY, backoff }, attempt, almostOne)));
  expect(waits("linear")).toEqual([20, 30, 40, 600]);
  expect(waits("constant")).toEqual([10, 10, 10, 10]);
});

test("a function of the application's says the wait itself, as a duration", () => {
  const backoff = (attempt: number, error: unknown) =>
    (error instanceof RangeError ? `${attempt} hours` : 1) as Duration;
  expect(backoffSeconds({ ...POLICY, backoff }, 3, 0.5, new RangeError("x"))).toBe(10_800);
  expect(backoffSeconds({ ...POLICY, backoff }, 3, 0.5, new Error("x"))).toBe(1);
  const wrong = { ...POLICY, backoff: () => "soon" as never };
  expect(() => backoffSeconds(wrong, 1, 0, new Error("x"))).toThrow(
    "retry.backoff's result must be 0 seconds to 10 years",
  );
});

test("any policy, attempt and chance give a wait between the shortest and the longest", () => {
  const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, fc.integer({ min: 1, max: 5000 }), random, (one, other, attempt, chance) => {
      const policy = { ...POLICY, minSeconds: Math.min(one, other), maxSeconds: Math.max(one, other) };
      const wait = backoffSeconds(policy, attempt, chance);
      expect(wait).toBeGreaterThanOrEqual(policy.minSeconds);
      expect(wait).toBeLessThanOrEqual(policy.maxSeconds);
    }),
  );
});
