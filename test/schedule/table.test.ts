import { nextRuns } from "errand";
import { expect, test } from "vitest";
import { table } from "./table.ts";

const rows = table.map(({ timeZone = "UTC", runs, ...row }) => ({
  ...row,
  timeZone,
  runs: runs.split(" ").filter((run) => run !== ""),
}));

const expressions = new Set(rows.map(({ expression }) => expression)).size;
const told = rows.reduce((sum, { runs }) => sum + runs.length, 0);

test(`${expressions} expressions in ${rows.length} cases with ${told} runs, each case other than the rest`, () => {
  const keys = rows.map(({ expression, timeZone, from }) => `${expression} ${timeZone} ${from}`);
  expect(new Set(keys).size).toBe(rows.length);
  expect(expressions).toBeGreaterThanOrEqual(60);
  // Three runs each, but where there are no more.
  expect(rows.filter(({ runs, ends }) => runs.length < 3 && !ends)).toEqual([]);
});

test.each(rows)("$expression in $timeZone after $from: $why", ({ expression, timeZone, from, runs, ends }) => {
  const count = runs.length + (ends ? 1 : 0);
  const found = nextRuns(expression, { from: new Date(from), count, timeZone });
  expect(found.map((run) => run.toISOString())).toEqual(runs.map((run) => new Date(run).toISOString()));
});

/** The time on the clocks of a zone at an instant, as Intl tells it. */
function clockOf(instant: Date, timeZone: string): string {
  const text = instant.toLocaleString("sv-SE", { timeZone });
  return text.replace(" ", "T").slice(0, 16);
}

test.each(rows)("the offsets are those of $timeZone: $expression after $from", ({ timeZone, runs }) => {
  expect(runs.map((run) => clockOf(new Date(run), timeZone))).toEqual(runs.map((run) => run.slice(0, 16)));
});
