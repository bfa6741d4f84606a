// Rates as people write them, "100/s" or "1M/day", turned into how many that is in a month.

import { ErrandError, show } from "../core/errors.ts";

/** AWS's own month: 365 days of 24 hours, divided by 12. */
export const MONTH_HOURS = 730;

const TIMES: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9 };

/** How often each fits into the month. */
const PERIODS = [
  [["s", "sec", "second"], MONTH_HOURS * 3600],
  [["m", "min", "minute"], MONTH_HOURS * 60],
  [["h", "hour"], MONTH_HOURS],
  [["d", "day"], MONTH_HOURS / 24],
  [["month"], 1],
] as const satisfies readonly (readonly [readonly string[], number])[];

/**
 * @param what the place and name of the option, as in `errand cost: --rate`.
 * @throws `ErrandError` `invalid_option` for what is no rate.
 */
export function toMonthly(rate: string, what: string): number {
  const [, count = "", times = "", period = ""] = /^(\d+(?:\.\d+)?) ?([kMG]?) ?\/ ?([a-z]+)$/.exec(rate.trim()) ?? [];
  const [, fits] = PERIODS.find(([names]) => (names as readonly string[]).includes(period)) ?? [];
  const monthly = fits === undefined ? Number.NaN : Number(count) * (TIMES[times] ?? Number.NaN) * fits;
  if (Number.isFinite(monthly)) return monthly;
  throw new ErrandError(
    "invalid_option",
    `${what} must be a number and what it is counted by, such as 100/s, 5000/min, 2/hour, 1M/day or 10M/month, ` +
      `got ${show(rate)}. Write k, M or G for thousands, millions or billions.`,
  );
}
