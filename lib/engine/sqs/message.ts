// A message as it was sent. It never changes again: what happens to it in a queue stands in the queue's shelf.

import { hash, randomUUID } from "node:crypto";
import type { Draft } from "./draft.ts";
import type { MessageAttributes } from "./message-attributes.ts";

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | undefined;
  /** Every message of a FIFO queue has one, and a deduplication id. */
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** Milliseconds since 1970. Retention counts from it; in the dead-letter queue of a standard queue it stays the same. */
  readonly sentAt: number;
}

export function toMessage(draft: Draft, sentAt: number): Message {
  const { body, attributes, traceHeader, groupId, deduplicationId } = draft;
  const bodyMd5 = hash("md5", body);
  return { id: createId(), body, bodyMd5, attributes, traceHeader, groupId, deduplicationId, sentAt };
}

/** Node puts a UUID together of many small strings, which hold five times its own memory until somebody makes it one. */
export function createId(): string {
  return Buffer.from(randomUUID()).toString("latin1");
}
