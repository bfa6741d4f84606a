import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import { createRunLog } from "./run-log.ts";

function aLog({ onTestFinished }: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "errand-runs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "runs.log");
  return { write: (text: string) => appendFileSync(path, text), ...createRunLog(path) };
}

test("runs are read as they are written, ends with their starts, half a line when the rest is there", (context) => {
  const { write, read } = aLog(context);
  expect(read()).toEqual([]);
  write("started 7 id-7 1 100 200 3000 10\nstarted 8 id-8 2 100 200 3000 11\ncompleted 7 id-7 1 100");
  const run = { number: 7, id: "id-7", attempt: 1, host: 100, pid: 200, deadlineAt: 3000 };
  expect(read()).toEqual([run, { ...run, number: 8, id: "id-8", attempt: 2 }]);
  write(" 200 3000 12\n");
  expect(read()[0]).toEqual({ ...run, ending: "completed", endedAt: 12 });
});

test("two runs of one job in one invocation are two", (context) => {
  const { write, read } = aLog(context);
  write("started 7 id 1 100 200 3000 10\nstarted 7 id 1 100 200 3000 11\nfailed 7 id 1 100 200 3000 12\n");
  expect(read().map(({ ending }) => ending)).toEqual(["failed", undefined]);
});

test("an end without a start is refused", (context) => {
  const { write, read } = aLog(context);
  write("completed 7 id 1 100 200 3000 10\n");
  expect(read).toThrow("a run has ended that never started");
});
