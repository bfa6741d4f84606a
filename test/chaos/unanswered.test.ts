import { expect, test } from "vitest";
import { aRun } from "./support/runs.ts";
import { unansweredByFunctions, unansweredByWorkers } from "./unanswered.ts";

const first = aRun({});
const second = aRun({ deadlineAt: 4000 });
const third = aRun({ deadlineAt: 5000 });

test("of functions, the last invocation of each process may not have been answered", () => {
  const other = aRun({ pid: 201 });
  expect([...unansweredByFunctions([first, second, third, other], new Set())]).toEqual([third, other]);
});

test("of a runner that was killed, the last but one may have been answered in vain", () => {
  expect([...unansweredByFunctions([first, second, third], new Set([100]))]).toEqual([second, third]);
});

test("of a worker that was killed, and of its processes, what had ended shortly before", () => {
  const before = aRun({ endedAt: 10_000 });
  const long = aRun({ endedAt: 1000 });
  const inProcess = aRun({ host: 200, pid: 201, endedAt: 10_001 });
  const elsewhere = aRun({ pid: 202, endedAt: 10_001 });
  const cut = aRun({ ending: undefined });
  const runs = [before, long, inProcess, elsewhere, cut];
  expect([...unansweredByWorkers(runs, new Map([[200, 10_002]]))]).toEqual([before, inProcess]);
});
