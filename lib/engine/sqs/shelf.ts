// The messages of one queue and the state of each: delayed, ready, in flight, gone. It is told the time, and knows no clock.
// Every change of a state goes through one of its methods.

import { createHeap } from "../heap.ts";
import { createItem, type Item, type ItemState, type Origin, SENT } from "./item.ts";
import type { Line } from "./line.ts";
import type { Message } from "./message.ts";

export interface Shelf {
  /** How many are in each state, as of the last `refresh`. */
  count(state: Exclude<ItemState, "gone">): number;
  /** Returns the message's place in line, which is higher than that of all before it. */
  put(message: Message, readyAt: number, now: number, origin?: Origin): number;
  /** Lets time pass: what has waited long enough becomes ready, what is too old goes. */
  refresh(now: number, retentionMs: number): void;
  /** When the next message becomes ready, if any waits. */
  nextReadyAt(): number | undefined;
  /** Opens one receive: see `Line`. */
  open(): () => Item | undefined;
  /** The ready message that would be next after `count` others. */
  readyAfter(count: number): Item | undefined;
  /** Holds what is delayed back for so long from when it was sent. */
  delayAll(delayMs: number): void;
  hand(item: Item, now: number, hiddenUntil: number): void;
  hide(item: Item, hiddenUntil: number): void;
  remove(item: Item): void;
  clear(): void;
  /** A message that has been handed out before and is still here. */
  findHanded(sequence: number): Item | undefined;
}

export function createShelf(line: Line): Shelf {
  let lastSequence = 0;
  const waiting = createHeap<Item>();
  const expiries = createHeap<Item>();
  const handed = new Map<number, Item>();
  const counts: Record<ItemState, number> = { delayed: 0, ready: 0, "in-flight": 0, gone: 0 };

  const enter = (item: Item, state: ItemState, rank: number): void => {
    item.state = state;
    counts[state]++;
    item.place.rank = rank;
    if (state !== "ready") waiting.add(item.place);
    line.enter(item);
  };

  const leave = (item: Item): void => {
    counts[item.state]--;
    line.leave(item);
    if (item.state !== "ready") waiting.remove(item.place);
  };

  const hide = (item: Item, hiddenUntil: number): void => {
    leave(item);
    enter(item, "in-flight", hiddenUntil);
  };

  const remove = (item: Item): void => {
    leave(item);
    item.state = "gone";
    line.forget(item);
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
      return item.sequence;
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
    open: line.open,
    readyAfter(count) {
      const next = line.open();
      const before: Item[] = [];
      for (let item = next(); item !== undefined && before.length < count; item = next()) {
        line.leave(item);
        before.push(item);
      }
      const found = next();
      for (const item of before) line.enter(item);
      return found;
    },
    delayAll(delayMs) {
      for (const item of waiting.items()) {
        if (item.state !== "delayed") continue;
        leave(item);
        enter(item, "delayed", item.message.sentAt + delayMs);
      }
    },
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
      line.clear();
      for (const heap of [waiting, expiries]) heap.clear();
      handed.clear();
      Object.assign(counts, { delayed: 0, ready: 0, "in-flight": 0 });
    },
    findHanded: (sequence) => handed.get(sequence),
  };
}
