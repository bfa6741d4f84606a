import { expect, test } from "vitest";
import { waitFor } from "../../lib/worker/receiver.ts";
import { nextMean, prefetchFor } from "../../lib/worker/room.ts";

test.each([
  ["before anything is known", 20, undefined, 0],
  ["of jobs of hours", 20, 3_600_000, 0],
  ["of jobs of a second", 20, 1000, 5],
  ["of jobs of a quarter of a second: as many as run", 20, 250, 20],
  ["of jobs that take no time: no more than run", 100, 0, 100],
  ["one at a time of jobs that take no time: what two receives bring", 1, 0, 20],
])("beside those that run, so many are held %s", (_, concurrency, mean, expected) => {
  expect(prefetchFor(concurrency, mean)).toBe(expected);
});

test("the mean of the runs follows the last ones", () => {
  expect(nextMean(undefined, 500)).toBe(500);
  let mean = 500;
  for (let run = 0; run < 50; run += 1) mean = nextMean(mean, 10);
  expect(mean).toBeLessThan(15);
});

test.each([
  [0, 1],
  [1.9, 1],
  [7, 7],
  [3600, 20],
])(
  "a queue that has given nothing for %s s is waited at for %s s, so that what was just busy stops soon",
  (quiet, wait) => {
    expect(waitFor(quiet, 20)).toBe(wait);
  },
);
