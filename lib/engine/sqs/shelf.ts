// The messages of one queue and the state of each: delayed, ready, in flight, gone. It is told the time, and knows no clock.
// Every change of a state goes through one of its methods.

import { createHeap } from "../heap.ts";
import { createItem, type Item, type ItemState, type Origin } from "./item.ts";
import type { Keepers, MessageRecord, ReceiveRecord } from "./kept.ts";
import type { Line } from "./line.ts";
import type { Message } from "./message.ts";
import { restoreMessage } from "./restore.ts";

export interface Shelf {
  /** How many are in each state, as of the last `refresh`. */
  count(state: Exclude<ItemState, "gone">): number;
  /** Returns the message's place in line, which is higher than that of all before it. */
  put(message: Message, readyAt: number, now: number, origin?: Origin): number;
  /** Takes a message back in that was kept, with what had happened to it. To be called in the order of the line. */
  restore(message: MessageRecord, receive: ReceiveRecord | undefined): void;
  /** The place that the last message got. */
  lastSequence(): number;
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
  hand(item: Item, now: number, hiddenMs: number): void;
  hide(item: Item, now: number, hiddenMs: number): void;
  remove(item: Item): void;
  clear(): void;
  /** A message that has been handed out before and is still here. */
  findHanded(sequence: number): Item | undefined;
}

/** @param lastSequence the place that the last message had got, in an earlier process too. */
export function createShelf(line: Line, keep: Pick<Keepers, "message" | "receive">, lastSequence = 0): Shelf {
  let sequence = lastSequence;
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

  const hide = (item: Item, now: number, hiddenMs: number): void => {
    leave(item);
    // What is not hidden is due by any clock, also by one that is set back.
    enter(item, "in-flight", hiddenMs === 0 ? 0 : now + hiddenMs);
    keep.receive(item);
  };

  const remove = (item: Item): void => {
    leave(item);
    item.state = "gone";
    line.forget(item);
    expiries.remove(item.expiry);
    handed.delete(item.sequence);
    keep.message(item);
    if (item.receives > 0) keep.receive(item);
  };

  return {
    count: (state) => counts[state],
    put(message, readyAt, now, origin) {
      const item = createItem(message, ++sequence, origin);
      expiries.add(item.expiry);
      if (readyAt > now) enter(item, "delayed", readyAt);
      else enter(item, "ready", item.sequence);
      keep.message(item);
      return item.sequence;
    },
    restore(record, receive) {
      const item = createItem(restoreMessage(record), record.sequence, record.origin);
      expiries.add(item.expiry);
      if (receive === undefined) return enter(item, "delayed", record.readyAt);
      const { receives, firstReceivedAt, lastReceivedAt, hiddenUntil } = receive;
      Object.assign(item, { receives, firstReceivedAt, lastReceivedAt });
      handed.set(item.sequence, item);
      enter(item, "in-flight", hiddenUntil);
    },
    lastSequence: () => sequence,
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
        keep.message(item);
      }
    },
    hand(item, now, hiddenMs) {
      item.receives++;
      item.firstReceivedAt ??= now;
      item.lastReceivedAt = now;
      handed.set(item.sequence, item);
      hide(item, now, hiddenMs);
    },
    hide,
    remove,
    clear() {
      for (let entry = expiries.first(); entry !== undefined; entry = expiries.first()) remove(entry.item);
    },
    findHanded: (sequence) => handed.get(sequence),
  };
}
