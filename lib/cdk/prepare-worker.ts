// From the worker's entry to the code of its functions, and the jobs that they run.

import { Stack, Token } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { ErrandError } from "../core/errors.ts";
import type { PlannedJob } from "../core/topology.ts";
import { bundle } from "./bundle.ts";
import type { CheckedProps } from "./job-queues-props.ts";
import { probe } from "./probe.ts";
import { toCode, writeBundle } from "./worker-code.ts";

/** What the functions are made from. */
interface WorkerParts {
  readonly code: Code;
  readonly jobs: readonly PlannedJob[];
}

/** @throws `ErrandError` `invalid_entry`. */
export function prepareWorker(scope: Construct, props: CheckedProps): WorkerParts {
  const { entry, bundling, worker } = props;
  // As for `cdk ls`, or where another stack is deployed: nobody reads this one's template.
  if (!Stack.of(scope).bundlingRequired) {
    return { code: Code.fromInline("export {};"), jobs: [...(props.jobs?.values() ?? [])] };
  }
  const files = bundle(entry, bundling);
  const jobs = probe((folder) => writeBundle(files, bundling, folder), entry, known(worker.environment));
  expectJobs(jobs, props);
  return { code: toCode(files, entry, bundling, worker.architecture), jobs };
}

/** Variables whose values aren't known before the deployment are there, with a value that says so. */
function known(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(environment);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Token.isUnresolved(value) ? "known-when-deployed" : value]),
  );
}

function expectJobs(found: readonly PlannedJob[], { jobs, entry }: CheckedProps): void {
  const names = found.map(({ name }) => name);
  const missing = [...(jobs?.keys() ?? [])].filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new ErrandError(
    "invalid_entry",
    `The worker ${entry} must run all of "jobs", but its handler knows nothing of ${missing.join(", ")}; it runs ${names.join(", ")}. ` +
      "Give createHandler and JobQueues the same jobs.",
  );
}
