// ChangeMessageVisibility and its batch: a message in hand stays hidden for longer, or comes back sooner.

import { readEntries, toBatchResult, tryEach } from "../batch.ts";
import type { Call } from "../call.ts";
import { invalidValue } from "../errors.ts";
import { type Input, requiredInteger, requiredText } from "../input.ts";
import { MAXIMUM_VISIBILITY_SECONDS } from "../limits.ts";
import type { Queue } from "../queue.ts";

export function changeMessageVisibility({ input, queues }: Call): undefined {
  change(queues.at(requiredText(input, "QueueUrl")), input);
}

export function changeMessageVisibilityBatch({ input, queues }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const entries = readEntries(input, "ChangeMessageVisibilityBatchRequestEntry");
  return toBatchResult(tryEach(entries, (entry) => change(queue, entry)));
}

function change(queue: Queue, input: Input): void {
  const handle = requiredText(input, "ReceiptHandle");
  const seconds = requiredInteger(input, "VisibilityTimeout");
  if (seconds < 0 || seconds > MAXIMUM_VISIBILITY_SECONDS) {
    const range = `VisibilityTimeout must be an integer between 0 and ${MAXIMUM_VISIBILITY_SECONDS}.`;
    throw invalidValue("VisibilityTimeout", seconds, range);
  }
  queue.changeVisibility(handle, seconds);
}
