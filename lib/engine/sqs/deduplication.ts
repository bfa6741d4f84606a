// What a FIFO queue remembers of the messages that it was sent in the last five minutes, so that it takes none twice.

import { hash } from "node:crypto";
import type { Keep } from "../data/journal.ts";
import { DEDUPLICATION_SECONDS } from "./limits.ts";

export interface Sent {
  readonly messageId: string;
  readonly sequence: number;
}

/** Whose deduplication ids are compared: those of the whole queue, or of one group. */
export type DeduplicationScope = "queue" | "messageGroup";

/** A message that is remembered. */
export interface Remembered extends Sent {
  readonly key: string;
  readonly sentAt: number;
  isForgotten: boolean;
}

export interface Deduplication {
  find(key: string, now: number): Sent | undefined;
  remember(key: string, sent: Sent, now: number): void;
  clear(): void;
}

/** @param kept what an earlier process remembered. */
export function createDeduplication(keep: Keep<Remembered>, kept: readonly Remembered[] = []): Deduplication {
  // In the order in which they were sent, and so in that in which they are forgotten.
  const memory = new Map(kept.toSorted((a, b) => a.sentAt - b.sentAt).map((one) => [one.key, one]));

  const drop = (one: Remembered): void => {
    one.isForgotten = true;
    memory.delete(one.key);
    keep(one);
  };

  const forget = (now: number): void => {
    for (const one of memory.values()) {
      if (now - one.sentAt < DEDUPLICATION_SECONDS * 1000) break;
      drop(one);
    }
  };

  return {
    find(key, now) {
      forget(now);
      return memory.get(key);
    },
    remember(key, { messageId, sequence }, now) {
      const one = { key, messageId, sequence, sentAt: now, isForgotten: false };
      memory.set(key, one);
      keep(one);
    },
    clear() {
      for (const one of memory.values()) drop(one);
    },
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
