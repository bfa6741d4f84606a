import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffSeconds } from "../../lib/core/backoff.ts";

const POLICY = { attempts: 8, minSeconds: 10, maxSeconds: 600 };

test("the ceiling doubles with each attempt until the longest wait", () => {
  const almostOne = 1 - Number.EPSILON;
  const ceilings = [1, 2, 3, 4, 5, 6, 7].map((attempt) => Math.round(backoffSeconds(POLICY, attempt, almostOne)));
  expect(ceilings).toEqual([20, 40, 80, 160, 320, 600, 600]);
});

test("the shortest wait is never undercut", () => {
  expect([1, 2, 7].map((attempt) => backoffSeconds(POLICY, attempt, 0))).toEqual([10, 10, 10]);
});

test("any policy, attempt and chance give a wait between the shortest and the longest", () => {
  const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, fc.integer({ min: 1, max: 5000 }), random, (one, other, attempt, chance) => {
      const policy = { attempts: 8, minSeconds: Math.min(one, other), maxSeconds: Math.max(one, other) };
      const wait = backoffSeconds(policy, attempt, chance);
      expect(wait).toBeGreaterThanOrEqual(policy.minSeconds);
      expect(wait).toBeLessThanOrEqual(policy.maxSeconds);
    }),
  );
});
