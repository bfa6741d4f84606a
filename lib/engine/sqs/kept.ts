// What is kept of a queue beyond the process: itself, its messages, how often each was received, and whom it remembers.

import type { Form, Journal, Keep } from "../data/journal.ts";
import type { Remembered } from "./deduplication.ts";
import { type Item, type Origin, SENT } from "./item.ts";
import type { Message } from "./message.ts";
import type { AttributeValue } from "./message-attributes.ts";
import type { QueueState } from "./queue-state.ts";

/** The kinds of records. They stand in files: never change one. */
export const KINDS = {
  queue: "sqs.queue",
  message: "sqs.message",
  receive: "sqs.receive",
  remembered: "sqs.remembered",
} as const;

export interface QueueRecord {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly tags: readonly (readonly [string, string])[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly lastSequence: number;
}

/** A message as it came into the queue. */
export interface MessageRecord {
  readonly queue: string;
  readonly sequence: number;
  readonly message: Omit<Message, "attributes" | "bodyMd5">;
  readonly attributes: readonly (readonly [string, AttributeValue])[];
  /** Missing where it was sent, not redriven. */
  readonly origin: Origin | undefined;
  /** Milliseconds since 1970; 0 where it does not wait: then a clock that is set back holds it back for nothing. */
  readonly readyAt: number;
}

/** What has happened to a message since it came: a record of its own, so that its text is written once. */
export interface ReceiveRecord {
  readonly queue: string;
  readonly sequence: number;
  readonly receives: number;
  readonly firstReceivedAt: number | undefined;
  readonly lastReceivedAt: number;
  /** As `readyAt`. */
  readonly hiddenUntil: number;
}

export interface RememberedRecord extends Remembered {
  readonly queue: string;
}

/** Is told of what changes in one queue. */
export interface Keepers {
  readonly queue: Keep<QueueState>;
  readonly message: Keep<Item>;
  readonly receive: Keep<Item>;
  readonly remembered: Keep<Remembered>;
}

export function createKeepers(journal: Journal, queue: string): Keepers {
  const keyOf = ({ sequence }: Item): string => keyOfItem(queue, sequence);
  const message: Form<Item> = { kind: KINDS.message, keyOf, toRecord: (item) => toMessageRecord(item, queue) };
  const receive: Form<Item> = { kind: KINDS.receive, keyOf, toRecord: (item) => toReceiveRecord(item, queue) };
  return {
    queue: journal.keeper({ kind: KINDS.queue, keyOf: () => queue, toRecord: toQueueRecord }),
    message: journal.keeper(message),
    receive: journal.keeper(receive),
    remembered: journal.keeper({
      kind: KINDS.remembered,
      keyOf: ({ key }) => `${queue} ${key}`,
      toRecord: (one): RememberedRecord | undefined => (one.isForgotten ? undefined : { ...one, queue }),
    }),
  };
}

/** In the order of the line: digits are compared as text. */
export function keyOfItem(queue: string, sequence: number): string {
  return `${queue} ${String(sequence).padStart(16, "0")}`;
}

function toQueueRecord({ name, settings, tags, createdAt, modifiedAt, lastSequence, isDeleted }: QueueState) {
  if (isDeleted) return undefined;
  const record: QueueRecord = {
    name,
    attributes: [...settings.attributes],
    tags: [...tags],
    createdAt,
    modifiedAt,
    lastSequence: lastSequence(),
  };
  return record;
}

function toMessageRecord(item: Item, queue: string): MessageRecord | undefined {
  if (item.state === "gone") return undefined;
  const { sequence, state, place } = item;
  const { attributes, bodyMd5: _, ...message } = item.message;
  const origin = item.origin === SENT ? undefined : item.origin;
  const readyAt = state === "delayed" ? place.rank : 0;
  return { queue, sequence, message, attributes: [...attributes], origin, readyAt };
}

function toReceiveRecord(item: Item, queue: string): ReceiveRecord | undefined {
  const { sequence, state, receives, firstReceivedAt, lastReceivedAt, place } = item;
  if (state === "gone") return undefined;
  const hiddenUntil = state === "in-flight" ? place.rank : 0;
  return { queue, sequence, receives, firstReceivedAt, lastReceivedAt, hiddenUntil };
}
