import { expect, test } from "vitest";
import { AGED_SHARE, nextPriority, type Situation } from "../../lib/worker/order.ts";

const BOTH: Situation = { hasHigh: true, hasLow: true, isLowAged: false, isHighEmpty: false, highInARow: 1000 };

test.each<[string, Partial<Situation>, ReturnType<typeof nextPriority>]>([
  ["a high job before a low one", {}, "high"],
  ["a high job alone", { hasLow: false }, "high"],
  ["a low job where the high queue is empty", { hasHigh: false, isHighEmpty: true }, "low"],
  ["no low job where nothing is known of the high queue", { hasHigh: false }, undefined],
  [
    "no low job, though it has aged, in the moment in which more high ones are asked for",
    { hasHigh: false, isLowAged: true, highInARow: 3 },
    undefined,
  ],
  ["a low job that has aged before a high one, when enough high ones have gone before", { isLowAged: true }, "low"],
  ["and not sooner", { isLowAged: true, highInARow: AGED_SHARE - 2 }, "high"],
  ["nothing where there is nothing", { hasHigh: false, hasLow: false, isHighEmpty: true }, undefined],
])("starts %s", (_, changes, expected) => {
  expect(nextPriority({ ...BOTH, ...changes })).toBe(expected);
});
