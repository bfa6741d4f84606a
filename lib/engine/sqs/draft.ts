// What a sender gives for one message, read and checked against the queue's rules.

import { CHARACTER_RULE, hasInvalidCharacter } from "./characters.ts";
import { invalidParameter, invalidValue, missing, SqsError } from "./errors.ts";
import { OF_OTHER_QUEUE_TYPE, readGrouping } from "./grouping.ts";
import { type Input, objectEntries, optionalInteger, optionalText } from "./input.ts";
import { MAXIMUM_DELAY_SECONDS } from "./limits.ts";
import { attributeBytes, type MessageAttributes, readAttributes, readValue } from "./message-attributes.ts";
import type { QueueSettings } from "./queue-settings.ts";

/** A message that may be sent. */
export interface Draft {
  readonly body: string;
  /** UTF-8 bytes of the body and the attributes. AWSTraceHeader doesn't count. */
  readonly bytes: number;
  readonly delaySeconds: number;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** Reads and checks all of it but the size, for a batch measures its messages together first. */
export function readDraft(input: Input, settings: QueueSettings): Draft {
  const body = optionalText(input, "MessageBody");
  if (!body) throw missing("MessageBody");
  if (hasInvalidCharacter(body)) throw new SqsError("InvalidMessageContents", CHARACTER_RULE);
  const attributes = readAttributes(input, "MessageAttributes");
  return {
    body,
    bytes: Buffer.byteLength(body) + attributeBytes(attributes),
    delaySeconds: readDelay(input, settings) ?? settings.delaySeconds,
    attributes,
    traceHeader: readTraceHeader(input),
    ...readGrouping(input, body, settings.fifo),
  };
}

export function checkSize({ bytes }: Draft, { maximumMessageBytes }: QueueSettings): void {
  if (bytes <= maximumMessageBytes) return;
  const limit = `Message must be shorter than ${maximumMessageBytes} bytes.`;
  throw invalidParameter(`One or more parameters are invalid. Reason: ${limit} You have sent ${bytes} bytes.`);
}

function readDelay(input: Input, { fifo }: QueueSettings): number | undefined {
  const seconds = optionalInteger(input, "DelaySeconds");
  if (fifo !== undefined) {
    // A FIFO queue has one delay for all of its messages: another would break their order.
    if (!seconds) return undefined;
    throw invalidValue("DelaySeconds", seconds, OF_OTHER_QUEUE_TYPE);
  }
  if (seconds !== undefined && (seconds < 0 || seconds > MAXIMUM_DELAY_SECONDS)) {
    throw invalidValue("DelaySeconds", seconds, `DelaySeconds must be >= 0 and <= ${MAXIMUM_DELAY_SECONDS}.`);
  }
  return seconds;
}

function readTraceHeader(input: Input): string | undefined {
  let header: string | undefined;
  for (const [name, given] of objectEntries(input, "MessageSystemAttributes")) {
    if (name !== "AWSTraceHeader") {
      throw invalidParameter(`Message system attribute name '${name}' is invalid. The only one is AWSTraceHeader.`);
    }
    const value = readValue(name, given);
    if (value.kind !== "text" || value.type !== "String") {
      throw invalidParameter("Message system attribute 'AWSTraceHeader' must be of type String.");
    }
    header = value.text;
  }
  return header;
}
