// The queues of the usual topology, made on any SQS, and the variables that name them.

import type { SQSClient } from "@aws-sdk/client-sqs";
import { makeQueues, type QueuePair } from "../../lib/aws/queues.ts";
import { queueVariable } from "../../lib/core/environment.ts";
import type { Priority } from "../../lib/core/ports.ts";
import { toTopology } from "../../lib/core/topology.ts";

export async function makeUsualQueues(sqs: SQSClient) {
  const environment: Record<string, string> = {};
  const pairs = {} as Record<Priority, QueuePair>;
  for (const plan of toTopology().queues) {
    const pair = await makeQueues(sqs, plan);
    pairs[plan.priority] = pair;
    environment[queueVariable(plan.priority, "queue")] = pair.url;
    environment[queueVariable(plan.priority, "dead")] = pair.deadUrl;
  }
  return { environment, pairs };
}
