// The four queues of a worker on an endpoint, and the variables by which a process finds them.

import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { queueVariable } from "../lib/core/environment.ts";
import type { Priority } from "../lib/core/ports.ts";

export interface WorkerQueues {
  readonly high: string;
  readonly low: string;
  readonly environment: Readonly<Record<string, string>>;
}

let made = 0;

/** Queues for one round, gone after it. */
export async function withWorkerQueues<Result>(
  sqs: SQSClient,
  endpoint: string,
  use: (queues: WorkerQueues) => Promise<Result>,
): Promise<Result> {
  made += 1;
  const environment: Record<string, string> = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  const make = async (priority: Priority): Promise<string> => {
    for (const role of ["queue", "dead"] as const) {
      const QueueName = `bench-${process.pid}-${made}-${priority}-${role}`;
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName }));
      // Some emulators' URLs have hosts that resolve nowhere.
      environment[queueVariable(priority, role)] = new URL(new URL(QueueUrl).pathname, endpoint).href;
    }
    return environment[queueVariable(priority, "queue")] ?? "";
  };
  const [high, low] = [await make("high"), await make("low")];
  try {
    return await use({ high, low, environment });
  } finally {
    for (const [name, QueueUrl] of Object.entries(environment)) {
      if (name.endsWith("_QUEUE_URL")) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    }
  }
}

/** How many messages wait there or are in somebody's hand. */
export async function countLeft(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
