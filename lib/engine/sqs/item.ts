// A message as it stands in one queue: its place in line, its state, and how often it was handed out.

import { createEntry, type HeapEntry } from "../heap.ts";
import type { Message } from "./message.ts";

export type ItemState = "delayed" | "ready" | "in-flight" | "gone";

/** A message in this queue. The shelf alone writes to it. */
export interface Item {
  readonly message: Message;
  /** The place in line: a message that comes back stands where it stood. */
  readonly sequence: number;
  readonly origin: Origin;
  state: ItemState;
  /** How often this queue has handed it out. */
  receives: number;
  firstReceivedAt: number | undefined;
  lastReceivedAt: number;
  /** Where it stands: by sequence among the ready, by the time it becomes ready among the others. */
  readonly place: HeapEntry<Item>;
  readonly expiry: HeapEntry<Item>;
}

/** What a message brings along from the queue that it was redriven from. */
export interface Origin {
  readonly sourceArn: string | undefined;
  readonly receives: number;
  readonly firstReceivedAt: number | undefined;
}

/** Of a message that was sent, not redriven. */
export const SENT: Origin = { sourceArn: undefined, receives: 0, firstReceivedAt: undefined };

// Stands in until the item's own entries are there: they point back at it, and so come after it.
const NOWHERE = createEntry<Item>(undefined as never, 0);

export function createItem(message: Message, sequence: number, origin = SENT): Item {
  const item: { -readonly [K in keyof Item]: Item[K] } = {
    message,
    sequence,
    origin,
    state: "gone",
    receives: 0,
    firstReceivedAt: origin.firstReceivedAt,
    lastReceivedAt: 0,
    place: NOWHERE,
    expiry: NOWHERE,
  };
  item.place = createEntry(item, sequence);
  item.expiry = createEntry(item, message.sentAt);
  return item;
}
