// Both ends of the queues that the environment names, on one client.

import type { Environment } from "../core/environment.ts";
import type { Queues } from "../core/ports.ts";
import { createSqsBroker } from "./sqs-broker.ts";
import { createSqsClient } from "./sqs-client.ts";
import { createSqsInbox } from "./sqs-inbox.ts";

export async function createSqsQueues(environment: Environment): Promise<Queues> {
  const client = await createSqsClient(environment);
  return { ...createSqsBroker(client, environment), ...createSqsInbox(client, environment) };
}
