import { expect, test } from "vitest";
import { toMonthly } from "../../lib/cost/rate.ts";

test.each([
  ["100/s", 262_800_000],
  ["5000/min", 219_000_000],
  ["2/hour", 1460],
  ["0.5/h", 365],
  ["1M/month", 1_000_000],
  ["1.5k / d", 45_625],
  ["0/day", 0],
])("%s is so many in a month of 730 hours", (rate, monthly) => {
  expect(toMonthly(rate, "--rate")).toBe(monthly);
});

test("1M/day is a million a day for 30.4 days", () => {
  expect(toMonthly("1M/day", "--rate")).toBeCloseTo(30_416_667, 0);
});

test.each(["", "100", "100/", "/s", "-1/s", "1e3/s", "100/week", "100 per second", "1T/s", "many/s", "1/toString"])(
  "%j is no rate, and the error says what one is",
  (rate) => {
    expect(() => toMonthly(rate, "errand cost: --rate")).toThrow(
      "errand cost: --rate must be a number and what it is counted by, such as 100/s, 5000/min, 2/hour, 1M/day or " +
        `10M/month, got ${JSON.stringify(rate)}. Write k, M or G for thousands, millions or billions.`,
    );
  },
);
