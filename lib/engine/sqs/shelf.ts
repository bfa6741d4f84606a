// The messages of one queue and the state of each: delayed, ready, in flight, gone. It is told the time, and knows no clock.
// Every change of a state goes through one of its methods.

import { createEntry, createHeap, type HeapEntry } from "../heap.ts";
import type { Message } from "./message.ts";

type ItemState = "delayed" | "ready" | "in-flight" | "gone";

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

const SENT: Origin = { sourceArn: undefined, receives: 0, firstReceivedAt: undefined };

export interface Shelf {
  /** How many are in each state, as of the last `refresh`. */
  count(state: Exclude<ItemState, "gone">): number;
  put(message: Message, readyAt: number, now: number, origin?: Origin): void;
  /** Lets time pass: what has waited long enough becomes ready, what is too old goes. */
  refresh(now: number, retentionMs: number): void;
  /** When the next message becomes ready, if any waits. */
  nextReadyAt(): number | undefined;
  /** The first in line. */
  firstReady(): Item | undefined;
  hand(item: Item, now: number, hiddenUntil: number): void;
  hide(item: Item, hiddenUntil: number): void;
  remove(item: Item): void;
  clear(): void;
  /** A message that has been handed out before and is still here. */
  findHanded(sequence: number): Item | undefined;
}

export function createShelf(): Shelf {
  let lastSequence = 0;
  const ready = createHeap<Item>();
  const waiting = createHeap<Item>();
  const expiries = createHeap<Item>();
  const handed = new Map<number, Item>();
  const counts: Record<ItemState, number> = { delayed: 0, ready: 0, "in-flight": 0, gone: 0 };

  const enter = (item: Item, state: ItemState, rank: number): void => {
    item.state = state;
    counts[state]++;
    item.place.rank = rank;
    (state === "ready" ? ready : waiting).add(item.place);
  };

  const leave = (item: Item): void => {
    counts[item.state]--;
    (item.state === "ready" ? ready : waiting).remove(item.place);
  };

  const hide = (item: Item, hiddenUntil: number): void => {
    leave(item);
    enter(item, "in-flight", hiddenUntil);
  };

  const remove = (item: Item): void => {
    leave(item);
    item.state = "gone";
    expiries.remove(item.expiry);
    handed.delete(item.sequence);
  };

  return {
    count: (state) => counts[state],
    put(message, readyAt, now, origin = SENT) {
      const item = createItem(message, ++lastSequence, origin);
      expiries.add(item.expiry);
      if (readyAt > now) enter(item, "delayed", readyAt);
      else enter(item, "ready", item.sequence);
    },
    refresh(now, retentionMs) {
      for (let due = waiting.first(); due !== undefined && due.rank <= now; due = waiting.first()) {
        leave(due.item);
        enter(due.item, "ready", due.item.sequence);
      }
      for (let due = expiries.first(); due !== undefined && due.rank + retentionMs <= now; due = expiries.first()) {
        remove(due.item);
      }
    },
    nextReadyAt: () => waiting.first()?.rank,
    firstReady: () => ready.first()?.item,
    hand(item, now, hiddenUntil) {
      item.receives++;
      item.firstReceivedAt ??= now;
      item.lastReceivedAt = now;
      handed.set(item.sequence, item);
      hide(item, hiddenUntil);
    },
    hide,
    remove,
    clear() {
      for (const heap of [ready, waiting, expiries]) heap.clear();
      handed.clear();
      Object.assign(counts, { delayed: 0, ready: 0, "in-flight": 0 });
    },
    findHanded: (sequence) => handed.get(sequence),
  };
}

// Stands in until the item's own entries are there: they point back at it, and so come after it.
const NOWHERE = createEntry<Item>(undefined as never, 0);

function createItem(message: Message, sequence: number, origin: Origin): Item {
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
