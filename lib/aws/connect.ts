// The ways to SQS, to the schedules and to S3 that cost nothing until they are taken: the SDK is loaded at the first use.

import type { Environment } from "../core/environment.ts";
import type { Inspector } from "../core/inspector.ts";
import type { Blobs, Intake, Priority, Queues, Scheduler } from "../core/ports.ts";

/** The queues that the environment names. */
export async function connectToSqs(environment: Environment): Promise<Queues> {
  return (await import("./sqs-queues.ts")).createSqsQueues(environment);
}

/** The same queues, as a long-running worker reads them. */
export async function connectIntake(environment: Environment): Promise<Intake> {
  return (await import("./sqs-intake.ts")).createSqsIntake(environment);
}

/** The schedules of the group that it names; none where it names no group. */
export async function connectToScheduler(environment: Environment): Promise<Scheduler | undefined> {
  return (await import("./connect-scheduler.ts")).schedulerOf(environment);
}

/** The bucket that it names; none where it names no bucket. */
export async function connectToS3(environment: Environment): Promise<Blobs | undefined> {
  return (await import("./s3-blobs.ts")).blobsOf(environment);
}

/** About how many messages wait in the queue that it names for a priority. */
export async function countInSqs(environment: Environment, priority: Priority): Promise<number> {
  return (await import("./count-waiting.ts")).countWaiting(environment, priority);
}

/** The dead-letter queues that it names. */
export async function inspectSqs(environment: Environment): Promise<Inspector> {
  return (await import("./inspect.ts")).inspectSqs(environment);
}
