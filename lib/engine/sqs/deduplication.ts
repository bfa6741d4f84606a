// What a FIFO queue remembers of the messages that it was sent in the last five minutes, so that it takes none twice.

import { hash } from "node:crypto";
import { DEDUPLICATION_SECONDS } from "./limits.ts";

export interface Sent {
  readonly messageId: string;
  readonly sequence: number;
}

/** Whose deduplication ids are compared: those of the whole queue, or of one group. */
export type DeduplicationScope = "queue" | "messageGroup";

export interface Deduplication {
  find(key: string, now: number): Sent | undefined;
  remember(key: string, sent: Sent, now: number): void;
  clear(): void;
}

export function createDeduplication(): Deduplication {
  // In the order in which they were sent, and so in that in which they are forgotten.
  const memory = new Map<string, Sent & { readonly sentAt: number }>();

  const forget = (now: number): void => {
    for (const [key, { sentAt }] of memory) {
      if (now - sentAt < DEDUPLICATION_SECONDS * 1000) break;
      memory.delete(key);
    }
  };

  return {
    find(key, now) {
      forget(now);
      return memory.get(key);
    },
    remember(key, { messageId, sequence }, now) {
      memory.set(key, { messageId, sequence, sentAt: now });
    },
    clear: () => memory.clear(),
  };
}

/** An id has no spaces in it, so that no two of these look alike. */
export function toDeduplicationKey(scope: DeduplicationScope, groupId: string, deduplicationId: string): string {
  return scope === "queue" ? deduplicationId : `${groupId} ${deduplicationId}`;
}

/** The id of a message that is deduplicated by its content: its body alone, without the attributes. */
export function digestBody(body: string): string {
  return hash("sha256", body);
}
