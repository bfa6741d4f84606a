// Held against the log's own wording, so that the two can't part unnoticed.

import { expect, test } from "vitest";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { toLine } from "../../lib/observe/log.ts";
import { createHostLog } from "./host-log.ts";

const ABOUT = { job: "quick", id: "id-1", priority: "low", attempt: 2, at: 0 } as const;

function read(...events: readonly ErrandEvent[]) {
  const log = createHostLog();
  for (const event of events) log.take(toLine(event));
  return log;
}

test("outcomes that could not be written are counted by their job", () => {
  const error = { name: "ErrandError", message: "The message was not accepted" };
  const event: ErrandEvent = { ...ABOUT, type: "delivery.returned", error };
  expect([...read(event, event).returned]).toEqual([["id-1", 2]]);
});

test("attempts that were given up at their deadline are counted; others that failed are not", () => {
  const failed = (name: string): ErrandEvent => {
    const error = { name, message: 'Job "quick" was still running' };
    return { ...ABOUT, type: "job.failed", ranSeconds: 3, error, retryInSeconds: 1, args: "a number" };
  };
  expect([...read(failed("TimeoutError"), failed("Error")).givenUp]).toEqual([["id-1 2", 1]]);
});

test("messages that were sent on to run alone are counted by their job", () => {
  const event: ErrandEvent = { ...ABOUT, type: "job.postponed", delaySeconds: 0, why: "quarantine" };
  expect([...read(event, event).sentOn]).toEqual([["id-1", 2]]);
});

test("invocations that failed are counted", () => {
  const log = createHostLog();
  log.take(
    "The function failed with a batch of 10, which comes again within 18 s: Error: its process ended with SIGKILL",
  );
  expect(log.failedInvocations()).toBe(1);
});
