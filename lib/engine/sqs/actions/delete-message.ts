// DeleteMessage and DeleteMessageBatch: a message that is done with leaves its queue.

import { readEntries, toBatchResult, tryEach } from "../batch.ts";
import type { Call } from "../call.ts";
import { requiredText } from "../input.ts";

export function deleteMessage({ input, queues }: Call): undefined {
  queues.at(requiredText(input, "QueueUrl")).delete(requiredText(input, "ReceiptHandle"));
}

export function deleteMessageBatch({ input, queues }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const entries = readEntries(input, "DeleteMessageBatchRequestEntry");
  return toBatchResult(tryEach(entries, (entry) => queue.delete(requiredText(entry, "ReceiptHandle"))));
}
