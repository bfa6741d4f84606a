// A bill as text: the table, what it rests on, and what is not in it.

import type { Bill } from "../cost/bill.ts";
import { FREE_TIERS, type Prices } from "../cost/prices.ts";
import { MONTH_HOURS } from "../cost/rate.ts";
import type { Usage } from "../cost/usage.ts";

/** @param rate as it was asked for. */
export function toCostLines(bill: Bill, usage: Usage, prices: Prices, rate: string): readonly string[] {
  const rows = [
    ["", "quantity", "", "dollars"],
    ...bill.lines.map(({ what, quantity, unit, dollars }) => [what, toCount(quantity), unit, toDollars(dollars)]),
    ["Total of the month", "", "", toDollars(bill.total)],
  ];
  return [
    `${rate} in ${prices.region}: ${toCount(usage.jobs)} jobs in a month of ${MONTH_HOURS} hours`,
    "",
    ...toTable(rows),
    "",
    `A million jobs: $${toDollars(bill.perMillionJobs)}, without what the month costs by itself.`,
    "",
    `Counted with: ${toConditions(usage)}.`,
    ...(usage.pack === 1 ? [] : ["Jobs packed in one message are arithmetic only: Errand doesn't pack yet."]),
    `Not subtracted: the free tiers (${FREE_TIERS.join(", ")}).`,
    `Not in it: logs ($${toDollars(prices.logs.dollars)} a GB), what the jobs themselves use, data transfer, KMS, SNS, taxes and discounts.`,
    `Prices of ${prices.date}; docs/cost.md has their sources. Your AWS bill decides.`,
  ];
}

function toConditions(usage: Usage): string {
  const { sendBatch, batch, pack, jobBytes, durationSeconds, concurrency, memoryMegabytes, architecture } = usage;
  return [
    `${sendBatch} in a request sent`,
    `${batch} in an invocation`,
    `${pack} in a message`,
    `${toCount(jobBytes)} bytes a job`,
    `jobs of ${toCount(durationSeconds * 1000)} ms, ${concurrency} at once`,
    `${memoryMegabytes} MB ${architecture}`,
    `${toCount(usage.failing * 100)} % of attempts failing`,
  ].join(", ");
}

/** The first and the third column to the left, the numbers to the right. */
function toTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column % 2 === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

/** Cents from a dime on; below, two digits that mean something. */
function toDollars(dollars: number): string {
  if (dollars >= 0.1 || dollars === 0) {
    return dollars.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }
  return dollars.toLocaleString("en", { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
}

function toCount(count: number): string {
  return count.toLocaleString("en", { maximumFractionDigits: count < 10 ? 2 : 0 });
}
