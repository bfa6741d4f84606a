// The queues of a topology on an SQS endpoint: made, found and counted.

import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueNameExists,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { QueueCounts } from "../core/queue-counts.ts";
import { type QueueAttributes, type QueuePlan, toDeadQueueAttributes, toQueueAttributes } from "../core/topology.ts";

/** A priority's two queues as they exist. */
export interface QueuePair {
  readonly url: string;
  readonly arn: string;
  readonly deadUrl: string;
}

/** Makes the plan's queues, or sets those that are there to the plan. */
export async function makeQueues(client: SQSClient, plan: QueuePlan): Promise<QueuePair> {
  const deadUrl = await makeQueue(client, plan.deadName, toDeadQueueAttributes(plan));
  const deadArn = (await attributesOf(client, deadUrl))["QueueArn"] ?? "";
  const url = await makeQueue(client, plan.name, toQueueAttributes(plan, deadArn));
  return { url, arn: (await attributesOf(client, url))["QueueArn"] ?? "", deadUrl };
}

export async function countMessages(client: SQSClient, { url, deadUrl }: QueuePair): Promise<QueueCounts> {
  const [own, dead] = await Promise.all([attributesOf(client, url), attributesOf(client, deadUrl)]);
  return {
    waiting: Number(own["ApproximateNumberOfMessages"]),
    delayed: Number(own["ApproximateNumberOfMessagesDelayed"]),
    inFlight: Number(own["ApproximateNumberOfMessagesNotVisible"]),
    dead: Number(dead["ApproximateNumberOfMessages"]),
  };
}

async function makeQueue(client: SQSClient, name: string, Attributes: QueueAttributes): Promise<string> {
  try {
    const made = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
    return expectUrl(made.QueueUrl, name);
  } catch (error) {
    if (!(error instanceof QueueNameExists)) throw error;
    const url = expectUrl((await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl, name);
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
    return url;
  }
}

function expectUrl(url: string | undefined, name: string): string {
  if (url !== undefined) return url;
  throw new Error(`The endpoint has a queue ${name} but told no URL for it.`);
}

async function attributesOf(client: SQSClient, url: string): Promise<Partial<Record<string, string>>> {
  const found = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
  return found.Attributes ?? {};
}
