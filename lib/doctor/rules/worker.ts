// The function that runs jobs: has the time, the runtime and the leave to do so, and a log that ends.

import { GRACE_SECONDS, LONGEST_FUNCTION_SECONDS } from "../../core/function-timeout.ts";
import { PAGES } from "../pages.ts";
import { each, known, type Rule } from "../rule.ts";

/** The first that Errand runs on. */
const FIRST_NODE = 22;

export const functionTimeout: Rule = {
  name: "function-timeout",
  severity: "error",
  sentence: "A worker's timeout is longer than the longest of its jobs', and at most 900 seconds.",
  remedy:
    "Set it between the longest job's timeout with 5 seconds and 900, or shorten the job; what takes longer is made of several jobs.",
  source: PAGES.timeout,
  check: each(
    ({ workers }) => workers,
    (worker) => {
      const { timeoutSeconds, longestJobTimeoutSeconds: longest } = worker;
      const resource = worker;
      const property = "Properties.Timeout";
      if (known(timeoutSeconds, (seconds) => seconds > LONGEST_FUNCTION_SECONDS)) {
        const because = "Lambda refuses the function.";
        return {
          resource,
          property,
          expected: `at most ${LONGEST_FUNCTION_SECONDS}`,
          got: String(timeoutSeconds),
          because,
        };
      }
      if (longest === undefined || longest === 0) return undefined; // no job has one
      if (!known(timeoutSeconds, (seconds) => seconds < longest + GRACE_SECONDS)) return undefined;
      const expected = `at least ${longest + GRACE_SECONDS}: the longest timeout of its jobs, ${longest}, and ${GRACE_SECONDS} around the run`;
      return {
        resource,
        property,
        expected,
        got: String(timeoutSeconds),
        because: "The job would be ended before its time.",
      };
    },
  ),
};

export const recursiveLoop: Rule = {
  name: "recursive-loop",
  severity: "error",
  sentence: "A worker may send to the queue that it is invoked from.",
  remedy: 'Set RecursiveLoop to "Allow": Errand counts hops itself (`mostHops` of createHandler).',
  source: PAGES.recursion,
  check: each(
    ({ workers }) => workers,
    (worker) =>
      known(worker.recursiveLoop, (loop) => loop !== "Allow")
        ? {
            resource: worker,
            property: "Properties.RecursiveLoop",
            expected: '"Allow"',
            got: JSON.stringify(worker.recursiveLoop),
            because:
              "A retry is sent from the function to its own queue; Lambda stops such a chain after about 16 of them.",
          }
        : undefined,
  ),
};

export const functionRuntime: Rule = {
  name: "function-runtime",
  severity: "error",
  sentence: "A worker runs on Node 22 or later.",
  remedy: "Set Runtime to nodejs24.x.",
  source: PAGES.runtimes,
  check: each(
    ({ workers }) => workers,
    (worker) =>
      known(worker.runtime, (runtime) => Number(/^nodejs(\d+)/.exec(runtime ?? "")?.[1] ?? FIRST_NODE) < FIRST_NODE)
        ? {
            resource: worker,
            property: "Properties.Runtime",
            expected: "nodejs22.x or later",
            got: String(worker.runtime),
            because: "Errand does not run on it.",
          }
        : undefined,
  ),
};

export const logRetention: Rule = {
  name: "log-retention",
  severity: "warning",
  sentence: "A worker's log has a retention.",
  remedy: "Give the function a log group with RetentionInDays.",
  source: PAGES.logs,
  check: each(
    ({ workers }) => workers,
    (worker) =>
      worker.logRetentionDays === undefined
        ? {
            resource: worker,
            property: "Properties.LoggingConfig.LogGroup",
            expected: "a log group with a retention",
            got: "a log that is kept for ever",
            because: "It is paid for by the month.",
          }
        : undefined,
  ),
};
