import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPrices, type Price, pricedRegions, toPrices } from "../../lib/cost/prices.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/cost.md"), "utf8");

function pricesOf(region: string): readonly Price[] {
  const { region: _, date: __, compute, ...others } = toPrices(region);
  return [...Object.values(others), ...Object.values(compute)];
}

test.each(pricedRegions())(
  "every price of %s has AWS's page, its source and a date, in the table and in the docs",
  (region) => {
    expect(toPrices(region).date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(PAGE).toContain(toPrices(region).date);
    for (const { dollars, per, page, source } of pricesOf(region)) {
      expect(dollars).toBeGreaterThan(0);
      expect(per).toBeGreaterThanOrEqual(1);
      expect(page).toMatch(/^https:\/\/aws\.amazon\.com\//);
      expect(source).toMatch(/^https:\/\//);
      expect(PAGE).toContain(page);
      expect(PAGE).toContain(source);
    }
  },
);

test("a region without prices is refused by name, never guessed", () => {
  expect(findPrices("eu-west-1")).toBeUndefined();
  expect(() => toPrices("eu-west-1")).toThrow(
    'The region must be one that the price table has, us-east-1, got "eu-west-1". For an estimate give --region us-east-1: ' +
      "prices differ by region, and docs/cost.md says where AWS has its own.",
  );
});
