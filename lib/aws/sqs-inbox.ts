// The Inbox on SQS: what is in hand is deleted, or hidden for longer.

import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import type { Delivery, Inbox } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import { BATCH_ENTRIES } from "./limits.ts";

export function createSqsInbox(client: SQSClient, environment: Environment): Inbox {
  const urlOf = ({ priority }: Delivery): string => queueUrl(environment, priority, "queue");
  return {
    async acknowledge(deliveries) {
      for (const [url, some] of Map.groupBy(deliveries, urlOf)) {
        for (let start = 0; start < some.length; start += BATCH_ENTRIES) {
          await remove(client, url, some.slice(start, start + BATCH_ENTRIES));
        }
      }
    },
    async visibilitySeconds(delivery) {
      const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
      const asked = { QueueUrl: urlOf(delivery), AttributeNames: ["VisibilityTimeout" as const] };
      const { Attributes } = await client.send(new GetQueueAttributesCommand(asked));
      return Number(Attributes?.["VisibilityTimeout"]);
    },
    async hide(delivery, seconds) {
      const { ChangeMessageVisibilityCommand } = await import("@aws-sdk/client-sqs");
      const target = { QueueUrl: urlOf(delivery), ReceiptHandle: delivery.receipt };
      await client.send(new ChangeMessageVisibilityCommand({ ...target, VisibilityTimeout: seconds }));
    },
  };
}

async function remove(client: SQSClient, url: string, deliveries: readonly Delivery[]): Promise<void> {
  const { DeleteMessageBatchCommand } = await import("@aws-sdk/client-sqs");
  const entries = deliveries.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }));
  const [first] = Failed;
  if (first === undefined) return;
  throw new Error(
    `${Failed.length} of ${entries.length} messages were not deleted from ${url}, the first with ${first.Code}: ` +
      `${first.Message}. They are done, and come again after their visibility timeout.`,
  );
}
