// The Inspector on SQS: receives, hides, deletes and counts in the dead-letter queues.

import type { BatchResultErrorEntry, SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import type { DeadHandle, Inspector } from "../core/inspector.ts";
import type { Posted, Priority } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";

/** A receive that waits asks all of SQS's servers; one that doesn't asks some, and misses what the others have. */
const WAIT_SECONDS = 1;

/** What one receive brings at most: SQS API reference, ReceiveMessage. */
const MOST_MESSAGES = 10;

export function createSqsInspector(client: SQSClient, environment: Environment): Inspector {
  const urlOf = (priority: Priority): string => queueUrl(environment, priority, "dead");
  const batchOf = (messages: readonly DeadHandle[]) => ({
    QueueUrl: urlOf(messages[0]?.priority ?? "low"),
    Entries: messages.map(({ handle }, index) => ({ Id: String(index), ReceiptHandle: handle })),
  });
  return {
    async receive(priority, hideSeconds) {
      const { ReceiveMessageCommand } = await import("@aws-sdk/client-sqs");
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: urlOf(priority),
          MaxNumberOfMessages: MOST_MESSAGES,
          VisibilityTimeout: hideSeconds,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageSystemAttributeNames: ["SentTimestamp", "DeadLetterQueueSourceArn", "MessageGroupId"],
        }),
      );
      return Messages.map(({ MessageId = "", Body = "", ReceiptHandle = "", Attributes = {} }) => ({
        messageId: MessageId,
        body: Body,
        handle: ReceiptHandle,
        priority,
        sentAt: Number(Attributes.SentTimestamp),
        movedFrom: Attributes.DeadLetterQueueSourceArn,
        group: Attributes.MessageGroupId,
      }));
    },
    async hide(messages, seconds) {
      const { ChangeMessageVisibilityBatchCommand } = await import("@aws-sdk/client-sqs");
      const { QueueUrl, Entries } = batchOf(messages);
      const hidden = Entries.map((entry) => ({ ...entry, VisibilityTimeout: seconds }));
      const { Failed } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: hidden }));
      return toAnswers(messages, Failed);
    },
    async remove(messages) {
      const { DeleteMessageBatchCommand } = await import("@aws-sdk/client-sqs");
      const { Failed } = await client.send(new DeleteMessageBatchCommand(batchOf(messages)));
      return toAnswers(messages, Failed);
    },
    async count(priority) {
      const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: urlOf(priority),
          AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        }),
      );
      return {
        visible: Number(Attributes.ApproximateNumberOfMessages),
        inHand: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      };
    },
  };
}

function toAnswers(messages: readonly DeadHandle[], failed: readonly BatchResultErrorEntry[] = []): readonly Posted[] {
  const errors = new Map(failed.map(({ Id, Code, Message }) => [Number(Id), new Error(`${Code}: ${Message}`)]));
  return messages.map((_, index) => {
    const error = errors.get(index);
    return error === undefined ? { ok: true } : { ok: false, error };
  });
}
