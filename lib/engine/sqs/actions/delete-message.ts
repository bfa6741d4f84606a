// DeleteMessage and DeleteMessageBatch: a message that is done with leaves its queue.

import { andThen, readEntries, toBatchResult, tryEach } from "../batch.ts";
import type { Call } from "../call.ts";
import { requiredText } from "../input.ts";

export function deleteMessage({ input, queues }: Call): undefined {
  queues.at(requiredText(input, "QueueUrl")).delete(requiredText(input, "ReceiptHandle"));
}

export function deleteMessageBatch({ input, queues }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const entries = readEntries(input, "DeleteMessageBatchRequestEntry");
  const handles = tryEach(entries, (entry) => requiredText(entry, "ReceiptHandle"));
  return toBatchResult(andThen(handles, queue.delete));
}
