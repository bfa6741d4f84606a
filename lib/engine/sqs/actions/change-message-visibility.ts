// ChangeMessageVisibility and its batch: a message in hand stays hidden for longer, or comes back sooner.

import { andThen, readEntries, toBatchResult, tryEach } from "../batch.ts";
import type { Call } from "../call.ts";
import { invalidValue } from "../errors.ts";
import { type Input, requiredInteger, requiredText } from "../input.ts";
import { MAXIMUM_VISIBILITY_SECONDS } from "../limits.ts";

export function changeMessageVisibility({ input, queues }: Call): undefined {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const { handle, seconds } = readChange(input);
  queue.changeVisibility(handle, seconds);
}

export function changeMessageVisibilityBatch({ input, queues }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const entries = readEntries(input, "ChangeMessageVisibilityBatchRequestEntry");
  const changes = tryEach(entries, readChange);
  return toBatchResult(andThen(changes, ({ handle, seconds }) => queue.changeVisibility(handle, seconds)));
}

function readChange(input: Input): { readonly handle: string; readonly seconds: number } {
  const handle = requiredText(input, "ReceiptHandle");
  const seconds = requiredInteger(input, "VisibilityTimeout");
  if (seconds < 0 || seconds > MAXIMUM_VISIBILITY_SECONDS) {
    const range = `VisibilityTimeout must be an integer between 0 and ${MAXIMUM_VISIBILITY_SECONDS}.`;
    throw invalidValue("VisibilityTimeout", seconds, range);
  }
  return { handle, seconds };
}
