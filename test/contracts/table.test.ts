import { expect, test } from "vitest";
import { differencesOf } from "./differences.ts";
import { keptResults, readPage, tableOf } from "./results.ts";
import { subjects } from "./subjects.ts";
import { toTable } from "./table.ts";

const cases = subjects.flatMap((subject) => subject.cases);
const names = cases.map(({ name }) => name);

test("no two cases have one name", () => {
  expect(names.length).toBe(new Set(names).size);
});

test("the page shows what the runs showed: npm run test:contract -- --write", () => {
  expect(tableOf(readPage())).toBe(toTable(keptResults()));
});

// The run itself fails where the engine passes a case that is listed, or fails one that is not.
test.each(["engine", "engine-http"])("what is kept of the %s is what a run shows today", (peer) => {
  const listed = new Set(differencesOf(peer).map((difference) => difference.case));
  const run = cases.filter(({ movesClock }) => peer === "engine" || !movesClock);

  const kept = keptResults().find((results) => results.peer === peer)?.passes;

  expect(kept).toEqual(Object.fromEntries(run.map(({ name }) => [name, !listed.has(name)])));
});

test.each(["engine", "fauxqs", "localstack", "ministack"])("every difference of %s is of a case, once", (peer) => {
  const listed = differencesOf(peer).map((difference) => difference.case);

  expect(listed.filter((name) => !names.includes(name))).toEqual([]);
  expect(listed.length).toBe(new Set(listed).size);
});
