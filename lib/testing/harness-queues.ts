// The topology's queues on the harness's engine, and the variables that name them.

import { queueVariable } from "../core/environment.ts";
import type { QueuePlan } from "../core/topology.ts";
import type { DirectClient } from "../engine/direct-client.ts";

const REGION = "us-east-1";
const ACCOUNT = "000000000000";

/** What the URLs of its queues start with. Nothing listens there: the engine answers in the process. */
export const ORIGIN = `https://sqs.${REGION}.amazonaws.com`;

export const arnOf = (queueName: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${queueName}`;
export const urlOf = (queueName: string): string => `${ORIGIN}/${ACCOUNT}/${queueName}`;

export function toEnvironment(plans: readonly QueuePlan[]): Record<string, string> {
  const variables: Record<string, string> = { ERRAND_MODE: "sqs", AWS_REGION: REGION };
  for (const { priority, name, deadName } of plans) {
    variables[queueVariable(priority, "queue")] = urlOf(name);
    variables[queueVariable(priority, "dead")] = urlOf(deadName);
  }
  return variables;
}

export async function makeHarnessQueues(sqs: DirectClient, plans: readonly QueuePlan[]): Promise<void> {
  const make = (QueueName: string, attributes: Readonly<Record<string, string | number>>) => {
    const texts = Object.entries(attributes).map(([name, value]) => [name, String(value)]);
    return sqs.call("CreateQueue", { QueueName, Attributes: Object.fromEntries(texts) });
  };
  for (const plan of plans) {
    await make(plan.deadName, { MessageRetentionPeriod: plan.deadRetentionSeconds });
    await make(plan.name, {
      VisibilityTimeout: plan.visibilitySeconds,
      MessageRetentionPeriod: plan.retentionSeconds,
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: arnOf(plan.deadName),
        maxReceiveCount: plan.maxReceiveCount,
      }),
    });
  }
}
