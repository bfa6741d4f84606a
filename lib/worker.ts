// The door "errand/worker": the long-running worker, joined to SQS.

import { connectIntake } from "./aws/connect.ts";
import { sqsWorld } from "./aws/sqs-world.ts";
import type { Jobs } from "./core/catalog.ts";
import { withFiles } from "./disk/with-files.ts";
import { toStandardError } from "./observe/standard-error.ts";
import { logWorkerProblems } from "./observe/worker-log.ts";
import { createWorkerWith, type Worker } from "./worker/create-worker.ts";
import type { WorkerOptions } from "./worker/worker-options.ts";

export type { Jobs } from "./core/catalog.ts";
export type { ErrandEvent } from "./core/events.ts";
export type { WorkerEvent, WorkerListener } from "./core/worker-events.ts";
export type { Worker, WorkerHealth } from "./worker/create-worker.ts";
export type { HealthOptions, ThreadOptions, WorkerOptions } from "./worker/worker-options.ts";

/**
 * A worker that runs `jobs` in this process for as long as it is not stopped: on Fargate, EC2, Kubernetes or a laptop, for jobs that
 * take longer than Lambda's 15 minutes or are so many that machines are cheaper. Several work side by side.
 *
 * @param jobs the module (`import * as jobs from "./jobs.ts"`), object or array that holds the jobs.
 * @throws `ErrandError` `no_jobs`, `duplicate_job` or `invalid_option`.
 *
 * @example
 * import * as jobs from "../app/jobs.ts";
 * await createWorker(jobs, { concurrency: 20 }).run();
 */
export function createWorker(jobs: Jobs, options: WorkerOptions = {}): Worker {
  const onEvent = logWorkerProblems(toStandardError);
  return createWorkerWith(jobs, options, { ...withFiles(sqsWorld), connectIntake, onEvent });
}
