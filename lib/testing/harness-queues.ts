// The topology's queues on the harness's engine, and the variables that name them.

import { BUCKET, queueVariable, SCHEDULE_GROUP, SCHEDULE_ROLE } from "../core/environment.ts";
import { type QueuePlan, toDeadQueueAttributes, toQueueAttributes } from "../core/topology.ts";
import type { DirectClient } from "../engine/direct-client.ts";

const REGION = "us-east-1";
const ACCOUNT = "000000000000";

/** The schedule group on the harness's engine. */
export const GROUP = "errand";

/** What messages call the harness's memory, where it keeps what is too large for them. */
export const BUCKET_NAME = "harness";

/** What the URLs of its queues start with. Nothing listens there: the engine answers in the process. */
export const ORIGIN = `https://sqs.${REGION}.amazonaws.com`;

export const arnOf = (queueName: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${queueName}`;
export const urlOf = (queueName: string): string => `${ORIGIN}/${ACCOUNT}/${queueName}`;

export function toEnvironment(plans: readonly QueuePlan[]): Record<string, string> {
  const variables: Record<string, string> = {
    ERRAND_MODE: "sqs",
    AWS_REGION: REGION,
    [SCHEDULE_GROUP]: GROUP,
    [SCHEDULE_ROLE]: `arn:aws:iam::${ACCOUNT}:role/errand`,
    [BUCKET]: BUCKET_NAME,
  };
  for (const { priority, name, deadName } of plans) {
    variables[queueVariable(priority, "queue")] = urlOf(name);
    variables[queueVariable(priority, "dead")] = urlOf(deadName);
  }
  return variables;
}

export async function makeHarnessQueues(sqs: DirectClient, plans: readonly QueuePlan[]): Promise<void> {
  for (const plan of plans) {
    const { name, deadName } = plan;
    await sqs.call("CreateQueue", { QueueName: deadName, Attributes: toDeadQueueAttributes(plan) });
    await sqs.call("CreateQueue", { QueueName: name, Attributes: toQueueAttributes(plan, arnOf(deadName)) });
  }
}
