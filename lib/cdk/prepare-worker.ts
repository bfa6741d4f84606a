// From the entry to the code of the worker's functions, and the jobs that they run.

import { Stack } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { PlannedJob } from "../core/topology.ts";
import { bundle } from "./bundle.ts";
import { bundleJobs } from "./bundle-jobs.ts";
import { INDEX, JOBS } from "./bundled-file.ts";
import type { CheckedProps } from "./job-queues-props.ts";
import { missingJobs } from "./missing-jobs.ts";
import { probe } from "./probe.ts";
import { refuseEntry } from "./verdict.ts";
import { toCode, writeBundle } from "./worker-code.ts";
import { knownVariables } from "./worker-environment.ts";

/** What queues are planned from, and functions are made of. */
interface WorkerParts {
  /** None where there are no functions. */
  readonly code: Code | undefined;
  readonly jobs: readonly PlannedJob[];
}

/** @throws `ErrandError` `invalid_entry`. */
export function prepareWorker(scope: Construct, props: CheckedProps): WorkerParts {
  const { entry, jobs, workers } = props;
  // As for `cdk ls`, or where another stack is deployed: nobody reads this one's template.
  if (entry === undefined || !Stack.of(scope).bundlingRequired) {
    return { code: workers === "none" ? undefined : Code.fromInline("export {};"), jobs: [...(jobs?.values() ?? [])] };
  }
  return workers === "none" ? loadJobs(entry, props) : prepareFunction(entry, props);
}

function prepareFunction(entry: string, { jobs: named, bundling, worker }: CheckedProps): WorkerParts {
  const files = bundle(entry, bundling);
  const write = (folder: string): void => writeBundle(files, bundling, folder);
  const environment = knownVariables(worker.environment);
  const jobs = probe({ write, file: INDEX, exported: "handler", entry, environment });
  const { missing, names } = missingJobs(jobs, named?.keys());
  if (missing !== "") {
    const why = `it must run all of "jobs", but its handler knows nothing of ${missing}; it runs ${names}.`;
    throw refuseEntry(entry, `${why} Give createHandler and JobQueues the same jobs.`);
  }
  return { code: toCode(files, entry, bundling, worker.architecture), jobs };
}

/** Where other workers run them, the jobs are all that there is to know. */
function loadJobs(entry: string, { jobs: named, bundling }: CheckedProps): WorkerParts {
  const files = bundleJobs(entry, bundling, "JobQueues");
  const write = (folder: string): void => writeBundle(files, bundling, folder);
  const jobs = probe({ write, file: JOBS, exported: "jobs", entry, environment: {} });
  const { missing, names } = missingJobs(jobs, named?.keys());
  if (missing !== "") {
    const why = `it must export all of "jobs", but has nothing of ${missing}; it exports ${names}.`;
    throw refuseEntry(entry, `${why} Give one of both, or both the same jobs.`);
  }
  return { code: undefined, jobs };
}
