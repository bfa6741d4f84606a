// The Intake on SQS: what is received, hidden for longer and deleted, ten messages a request, each with its own answer.

import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import type { Answer, Delivery, Intake, Priority } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import { explainReceive } from "./receive-error.ts";
import { createHandlingClient, createReceivingClient } from "./sqs-intake-client.ts";

/** All that a delivery is made of. */
const ATTRIBUTES = [
  "SentTimestamp",
  "ApproximateReceiveCount",
  "ApproximateFirstReceiveTimestamp",
  "MessageGroupId",
] as const;

export async function createSqsIntake(environment: Environment): Promise<Intake> {
  return sqsIntake(await createReceivingClient(environment), await createHandlingClient(environment), environment);
}

/**
 * @param receiving asked for messages: its requests may take as long as a poll waits.
 * @param client asked for the rest.
 */
export function sqsIntake(receiving: SQSClient, client: SQSClient, environment: Environment): Intake {
  const urlOf = (deliveries: readonly Delivery[]): string =>
    queueUrl(environment, deliveries[0]?.priority ?? "low", "queue");
  return {
    async receive(priority, { count, waitSeconds, hideSeconds }) {
      const QueueUrl = queueUrl(environment, priority, "queue");
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: count,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: hideSeconds,
        MessageSystemAttributeNames: [...ATTRIBUTES],
      });
      try {
        const { Messages = [] } = await receiving.send(command);
        return { ok: true, deliveries: Messages.map((message) => toDelivery(message, QueueUrl, priority)) };
      } catch (error) {
        return explainReceive(error, QueueUrl);
      }
    },
    async extend(deliveries, VisibilityTimeout) {
      const Entries = toEntries(deliveries).map((entry) => ({ ...entry, VisibilityTimeout }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: urlOf(deliveries), Entries });
      return answersOf(deliveries, () => client.send(command));
    },
    async remove(deliveries) {
      const command = new DeleteMessageBatchCommand({ QueueUrl: urlOf(deliveries), Entries: toEntries(deliveries) });
      return answersOf(deliveries, () => client.send(command));
    },
    close() {
      receiving.destroy();
      client.destroy();
    },
  };
}

function toEntries(deliveries: readonly Delivery[]) {
  return deliveries.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
}

/** What SQS answers for one entry of a batch, it has decided; where the whole request failed, nothing is known. */
async function answersOf(
  deliveries: readonly Delivery[],
  send: () => Promise<{ readonly Failed?: BatchResultErrorEntry[] | undefined }>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = deliveries.map(() => ({ ok: true }));
  try {
    const { Failed = [] } = await send();
    for (const { Id, Code = "unknown", Message = "no message", SenderFault = false } of Failed) {
      answers[Number(Id)] = { ok: false, error: named(Code, Message), retryable: !SenderFault };
    }
    return answers;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return deliveries.map(() => ({ ok: false, error, retryable: true }));
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function toDelivery(message: Message, queue: string, priority: Priority): Delivery {
  const { MessageId = "", Body = "", ReceiptHandle = "", Attributes = {} } = message;
  return {
    messageId: MessageId,
    body: Body,
    queue,
    priority,
    sentAt: Number(Attributes.SentTimestamp ?? 0),
    receipt: ReceiptHandle,
    receives: Math.max(1, Number(Attributes.ApproximateReceiveCount ?? 1)),
    firstReceivedAt: Number(Attributes.ApproximateFirstReceiveTimestamp ?? 0),
    // Standard queues have groups too, for fairness: those have no order.
    group: queue.endsWith(".fifo") ? (Attributes.MessageGroupId ?? "") : undefined,
  };
}
