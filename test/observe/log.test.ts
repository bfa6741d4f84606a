import { expect, test } from "vitest";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { logProblems, toLine } from "../../lib/observe/log.ts";

const ABOUT = { job: "send-welcome", id: "a1", priority: "high", attempt: 2, at: 0 } as const;
const ERROR = { name: "RangeError", message: "no\nroom" };

test.each<[ErrandEvent, string]>([
  [{ ...ABOUT, type: "job.enqueued", delaySeconds: 90 }, "send-welcome a1 [high] enqueued, to run in 90 seconds"],
  [
    { ...ABOUT, type: "job.started", waitedSeconds: 1 },
    "send-welcome a1 [high] attempt 2 started after waiting 1 second",
  ],
  [{ ...ABOUT, type: "job.completed", ranSeconds: 0.256 }, "send-welcome a1 [high] attempt 2 completed in 256 ms"],
  [
    { ...ABOUT, type: "job.failed", ranSeconds: 1, error: ERROR, retryInSeconds: 60, args: "a string of 3" },
    "send-welcome a1 [high] attempt 2 failed after 1 second, next attempt in 1 minute: RangeError: no room; with a string of 3",
  ],
  [
    { ...ABOUT, type: "job.snoozed", ranSeconds: 1, delaySeconds: 3600 },
    "send-welcome a1 [high] attempt 2 put itself off by 1 hour",
  ],
  [
    { ...ABOUT, type: "job.discarded", ranSeconds: 1, why: "gone" },
    "send-welcome a1 [high] attempt 2 discarded itself: gone",
  ],
  [
    { ...ABOUT, type: "job.postponed", delaySeconds: 10.6, why: "early" },
    "send-welcome a1 [high] is in its queue before its time, and waits there, to come in 11 seconds",
  ],
  [
    { ...ABOUT, type: "job.dead", ranSeconds: 1, reason: "attempts_exhausted", error: ERROR, args: "" },
    "send-welcome a1 [high] is dead after 2 attempts (attempts_exhausted): RangeError: no room",
  ],
  [
    { ...ABOUT, type: "job.postponed", delaySeconds: 0, why: "quarantine" },
    "send-welcome a1 [high] came back unsettled, and was sent on to run alone",
  ],
  [
    { ...ABOUT, type: "job.expired", expiredAt: 0 },
    "send-welcome a1 [high] expired 1970-01-01T00:00:00.000Z and runs no more",
  ],
  [
    { ...ABOUT, job: "", type: "delivery.returned", error: ERROR },
    "(unreadable message) a1 [high] could not be settled and stays in its queue, to come again: RangeError: no room",
  ],
])("an event is one line: %#", (event, line) => {
  expect(toLine(event)).toBe(line);
});

test("a failure tells where in the application's own code it came from", () => {
  const stack =
    "RangeError: no\n    at parse (node:internal/x:1:2)\n    at load (/app/node_modules/pg/lib/client.js:9:1)\n" +
    "    at report (file:///app/jobs.ts:12:9)\n    at run (/app/other.ts:1:1)";
  const error = { name: "RangeError", message: "no", stack };
  expect(toLine({ ...ABOUT, type: "job.failed", ranSeconds: 0, error, retryInSeconds: 1, args: "" })).toMatch(
    /: RangeError: no \(at \/app\/jobs\.ts:12:9\)$/,
  );
});

test("problems alone are written where only problems are asked for", () => {
  const lines: string[] = [];
  const log = logProblems((line) => lines.push(line));
  log({ ...ABOUT, type: "job.completed", ranSeconds: 1 });
  log({ ...ABOUT, type: "job.dead", ranSeconds: 1, reason: "malformed", error: ERROR, args: "" });
  expect(lines).toHaveLength(1);
});
