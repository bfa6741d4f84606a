// How much of what was received goes into one event: as many messages as its payload has room for.

import type { SourceMessage } from "./sqs-event.ts";
import { toRecord } from "./sqs-event.ts";

/** The largest payload of one invocation, 6 MB, in bytes of the event's JSON: Lambda quotas. */
export const PAYLOAD_BYTES = 6 * 1_048_576;

/** A batch is counted again with every receive: each record's JSON is made once. */
const known = new WeakMap<SourceMessage, number>();

const FRAME_BYTES = '{"Records":[]}'.length;

/** How many of the first messages fit into one event, from 1: a message that is alone always goes. */
export function countFitting(messages: readonly SourceMessage[], queueArn: string): number {
  if (messages.length === 1) return 1;
  let bytes = FRAME_BYTES;
  for (const [index, message] of messages.entries()) {
    bytes += bytesOf(message, queueArn) + (index > 0 ? 1 : 0);
    if (bytes > PAYLOAD_BYTES) return Math.max(1, index);
  }
  return messages.length;
}

function bytesOf(message: SourceMessage, queueArn: string): number {
  let bytes = known.get(message);
  if (bytes === undefined) {
    bytes = Buffer.byteLength(JSON.stringify(toRecord(message, queueArn)));
    known.set(message, bytes);
  }
  return bytes;
}
