import { job } from "errand";
import { expect, test } from "vitest";
import { toCatalog } from "../../lib/core/catalog.ts";

test("jobs are found in a module, an object or an array; what is no job is passed over", () => {
  const a = job("a", () => 1);
  const b = job("b", () => 1);
  expect([...toCatalog({ a, b, helper: () => 1, VERSION: 3, nothing: null }).keys()]).toEqual(["a", "b"]);
  expect([...toCatalog([a, b]).keys()]).toEqual(["a", "b"]);
});

test("one job exported twice is one job", () => {
  const a = job("a", () => 1);
  expect(toCatalog({ a, alias: a, default: a }).size).toBe(1);
});

test("two jobs with one name are refused", () => {
  expect(() => toCatalog([job("a", () => 1), job("a", () => 2)])).toThrow(
    expect.objectContaining({ code: "duplicate_job", message: expect.stringContaining('are called "a"') }),
  );
});

test.each([{}, [], { helper: () => 1 }, null, undefined, "jobs", () => 1])("%s holds no jobs, and says how", (jobs) => {
  expect(() => toCatalog(jobs as object)).toThrow(expect.objectContaining({ code: "no_jobs" }));
});
