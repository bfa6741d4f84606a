import type { DeadJob } from "errand";
import { expect, test } from "vitest";
import { toFilter } from "../../lib/core/dead-filter.ts";

const JOB: DeadJob = {
  id: "a1",
  job: "send",
  args: [],
  reason: "attempts_exhausted",
  error: { name: "RangeError", message: "no room for 3" },
  attempts: 8,
  history: [],
  priority: "low",
  diedAt: new Date("2026-11-21T10:00:00Z"),
  fingerprint: "0123456789ab",
  messageId: "m1",
  body: "{}",
};

test.each([
  ["all", "all", true],
  ["its id", { id: "a1" }, true],
  ["another id", { id: "a2" }, false],
  ["one of several", { id: ["a2", "a1"] }, true],
  ["its job and reason", { job: "send", reason: "attempts_exhausted" }, true],
  ["its job, but another reason", { job: "send", reason: ["malformed", "unknown"] }, false],
  ["its priority", { priority: "low" }, true],
  ["another priority", { priority: ["high"] }, false],
  ["its fingerprint", { fingerprint: "0123456789ab" }, true],
  ["a part of its error", { error: "no room" }, true],
  ["its error's name and message", { error: ["TypeError: ", "RangeError: no"] }, true],
  ["another error", { error: "no luck" }, false],
  ["dead before", { before: new Date("2026-11-21T10:00:01Z") }, true],
  ["not dead before", { before: new Date("2026-11-21T10:00:00Z") }, false],
  ["dead since", { after: new Date("2026-11-21T10:00:00Z") }, true],
  ["not dead since", { after: new Date("2026-11-21T10:00:01Z") }, false],
  ["a function", ({ attempts }: DeadJob) => attempts > 7, true],
  ["an async function", async ({ attempts }: DeadJob) => attempts > 8, false],
])("where: %s", async (_, where, expected) => {
  expect(await toFilter(where, "where")(JOB)).toBe(expected);
});

test("a job without an error has no part of one", async () => {
  const { error: _, ...without } = JOB;
  expect(await toFilter({ error: "undefined" }, "where")(without)).toBe(false);
});

test.each([
  [undefined, "must say which dead jobs are meant, got undefined"],
  [{}, "must say which dead jobs are meant, got an empty object"],
  ["everything", 'must say which dead jobs are meant, got "everything"'],
  [[], "must say which dead jobs are meant, got an array of 0"],
  [{ jobb: "send" }, 'has no option "jobb"'],
  [{ id: undefined }, '"id" must be a text or a list of texts, none of them empty, got undefined'],
  [{ id: "" }, '"id" must be a text or a list of texts, none of them empty, got ""'],
  [{ job: [] }, '"job" must be a text or a list of texts, none of them empty, got an array of 0'],
  [{ error: /no/ }, '"error" must be a text or a list of texts, none of them empty, got an object (RegExp)'],
  [{ before: "2026" }, '"before" must be a date, got "2026"'],
  [{ after: new Date("never") }, '"after" must be a date, got an object (Date)'],
])("refused, so that a forgotten value never means all: %o", (where, message) => {
  expect(() => toFilter(where, "deadJobs.retry({ where })")).toThrow(message);
});
