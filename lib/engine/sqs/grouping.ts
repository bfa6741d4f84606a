// MessageGroupId and MessageDeduplicationId of a message that is sent: what each kind of queue asks of them.

import { digestBody } from "./deduplication.ts";
import { invalidParameter, invalidValue, missing } from "./errors.ts";
import { type Input, optionalText } from "./input.ts";
import type { FifoSettings } from "./queue-settings.ts";

interface Grouping {
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

export const OF_OTHER_QUEUE_TYPE = "The request include parameter that is not valid for this queue type.";

// Alphanumerics and punctuation: all that is visible in ASCII.
const ID = /^[!-~]{1,128}$/;

/** `fifo` is undefined of a standard queue. */
export function readGrouping(input: Input, body: string, fifo: FifoSettings | undefined): Grouping {
  const deduplicationId = readId(input, "MessageDeduplicationId");
  const groupId = readId(input, "MessageGroupId");
  if (fifo === undefined) {
    if (deduplicationId === undefined) return { groupId, deduplicationId };
    throw invalidValue("MessageDeduplicationId", deduplicationId, OF_OTHER_QUEUE_TYPE);
  }
  if (groupId === undefined) throw missing("MessageGroupId");
  if (deduplicationId === undefined && !fifo.contentBasedDeduplication) throw noDeduplicationId();
  return { groupId, deduplicationId: deduplicationId ?? digestBody(body) };
}

/** In a batch, AWS refuses the whole request for one entry of a FIFO queue without its ids, each with this error. */
export function checkGroupings(inputs: readonly Input[], fifo: FifoSettings | undefined): void {
  if (fifo === undefined) return;
  for (const input of inputs) {
    const deduplicationId = optionalText(input, "MessageDeduplicationId");
    if (deduplicationId === undefined && !fifo.contentBasedDeduplication) throw noDeduplicationId();
    if (optionalText(input, "MessageGroupId") === undefined) {
      throw invalidParameter("The request must contain the parameter MessageGroupId.");
    }
  }
}

export function readId(input: Input, parameter: string): string | undefined {
  const id = optionalText(input, parameter);
  if (id === undefined || ID.test(id)) return id;
  const rule = `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue(parameter, id, rule);
}

function noDeduplicationId() {
  return invalidParameter(
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}
