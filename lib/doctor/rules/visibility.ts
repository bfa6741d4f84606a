// A message stays hidden for as long as Lambda may still be busy with it.

import { isKnown } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import type { Feed, Patient } from "../patient.ts";
import { type Complaint, each, type Rule } from "../rule.ts";

export const visibilityTimeout: Rule = {
  name: "visibility-timeout",
  severity: "error",
  sentence: "A queue's visibility timeout is at least six times its worker's timeout and the batching window.",
  remedy: "Raise the queue's visibility timeout, or lower the function's timeout or the window.",
  source: PAGES.eventSource,
  check: each(feeds, (feed) =>
    tooShort(feed, 1, "Lambda tries a batch again for so long; a job would run twice meanwhile."),
  ),
};

export const visibilityWindows: Rule = {
  name: "visibility-windows",
  severity: "warning",
  sentence: "A queue's visibility timeout is at least six times its worker's timeout and three batching windows.",
  remedy: "Raise the queue's visibility timeout, or lower the window.",
  source: PAGES.eventSource,
  check: each(feeds, (feed) => {
    // What AWS's own measure finds is told by that.
    if (tooShort(feed, 1, "") !== undefined) return undefined;
    return tooShort(
      feed,
      3,
      "What killed its worker may wait for its batch twice, and is known by when it comes back.",
    );
  }),
};

function feeds({ feeds }: Patient): readonly Feed[] {
  return feeds;
}

function tooShort({ mapping, queue, worker }: Feed, windows: number, because: string): Complaint | undefined {
  if (queue === undefined || worker === undefined) return undefined;
  const { visibilitySeconds } = queue;
  const { timeoutSeconds } = worker;
  const { windowSeconds } = mapping;
  if (!isKnown(visibilitySeconds) || !isKnown(timeoutSeconds) || !isKnown(windowSeconds)) return undefined;
  const least = 6 * timeoutSeconds + windows * windowSeconds;
  if (visibilitySeconds >= least) return undefined;
  const window = windowSeconds === 0 ? "" : ` + ${windows} × the window of ${windowSeconds}`;
  return {
    resource: queue,
    property: "Properties.VisibilityTimeout",
    expected: `at least ${least} seconds (6 × the ${timeoutSeconds} of ${worker.id}${window})`,
    got: String(visibilitySeconds),
    because,
  };
}
