// How many messages wait in a queue, about: those that can be received, and those that are held back.

import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Priority } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import { createSqsClient } from "./sqs-client.ts";
import { isUnavailable } from "./unavailable.ts";

/** One client for all counts of an environment. */
const clients = new WeakMap<Environment, Promise<SQSClient>>();

/** Rejects with `ErrandError` `queue_unavailable`, or `enqueue_failed` where waiting does not mend it. */
export async function countWaiting(environment: Environment, priority: Priority): Promise<number> {
  const client = clients.get(environment) ?? createSqsClient(environment);
  clients.set(environment, client);
  client.catch(() => clients.delete(environment));
  const url = queueUrl(environment, priority, "queue");
  try {
    const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
    const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"] as const;
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
    const { Attributes = {} } = await (await client).send(asked);
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : { name: "Error", message: String(cause) };
    const text = `The messages in ${url} could not be counted, which maxBacklog asks for: ${name}: ${message.replace(/\.$/, "")}.`;
    if (isUnavailable(cause)) throw new ErrandError("queue_unavailable", text, { cause });
    const advice = "Give the sender sqs:GetQueueAttributes, or leave maxBacklog out.";
    throw new ErrandError("enqueue_failed", `${text} ${advice}`, { cause });
  }
}
