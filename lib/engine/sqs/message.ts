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
  readonly groupId: string | undefined;
  /** Milliseconds since 1970. It stays the same in a dead-letter queue, and retention counts from it. */
  readonly sentAt: number;
}

export function toMessage(draft: Draft, sentAt: number): Message {
  const { body, attributes, traceHeader, groupId } = draft;
  return { id: randomUUID(), body, bodyMd5: hash("md5", body), attributes, traceHeader, groupId, sentAt };
}
