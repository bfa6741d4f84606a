// A queue as an event source reads it: messages with everything that SQS tells of them, and their deletion.

import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Receives and deletes on one queue. */
export interface SourceQueue {
  /** Up to ten messages, waiting for the first at most `waitSeconds`. */
  receive(count: number, waitSeconds: number): Promise<readonly Message[]>;
  /** Deletes at most ten messages. Rejects when not all are deleted: those left come again. */
  remove(messages: readonly Message[]): Promise<void>;
}

export function createSourceQueue(client: SQSClient, url: string): SourceQueue {
  return {
    async receive(count, waitSeconds) {
      const received = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: count,
          WaitTimeSeconds: waitSeconds,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
      );
      return received.Messages ?? [];
    },
    async remove(messages) {
      const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const removed = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }));
      const [first] = removed.Failed ?? [];
      if (first === undefined) return;
      throw new Error(
        `${removed.Failed?.length} of ${entries.length} messages were not deleted from ${url}, the first with ` +
          `${first.Code}: ${first.Message}. They come again after their visibility timeout and run twice.`,
      );
    },
  };
}
