// The way to SQS that costs nothing until it is taken: the SDK is loaded at the first use.

import type { Environment } from "../core/environment.ts";
import type { Queues } from "../core/ports.ts";

/** The queues that the environment names. */
export async function connectToSqs(environment: Environment): Promise<Queues> {
  return (await import("./sqs-queues.ts")).createSqsQueues(environment);
}
