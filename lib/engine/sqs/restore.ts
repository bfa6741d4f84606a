// Reads what an earlier process has kept of its queues.

import { hash } from "node:crypto";
import type { Journal } from "../data/journal.ts";
import type { Remembered } from "./deduplication.ts";
import {
  KINDS,
  keyOfItem,
  type MessageRecord,
  type QueueRecord,
  type ReceiveRecord,
  type RememberedRecord,
} from "./kept.ts";
import type { Message } from "./message.ts";

export interface KeptQueue {
  readonly record: QueueRecord;
  /** In the order of the line. */
  readonly items: readonly KeptItem[];
  readonly remembered: readonly Remembered[];
}

interface KeptItem {
  readonly message: MessageRecord;
  /** Missing where it was never received. */
  readonly receive: ReceiveRecord | undefined;
}

export function readKeptQueues(journal: Journal): readonly KeptQueue[] {
  const recordsOf = <Record>(kind: string) => journal.records(kind) as Iterable<Record>;
  const receives = new Map<string, ReceiveRecord>();
  for (const receive of recordsOf<ReceiveRecord>(KINDS.receive)) {
    receives.set(keyOfItem(receive.queue, receive.sequence), receive);
  }
  const items = new Map<string, KeptItem[]>();
  for (const message of recordsOf<MessageRecord>(KINDS.message)) {
    const item = { message, receive: receives.get(keyOfItem(message.queue, message.sequence)) };
    const others = items.get(message.queue);
    if (others === undefined) items.set(message.queue, [item]);
    else others.push(item);
  }
  const remembered = Map.groupBy(recordsOf<RememberedRecord>(KINDS.remembered), ({ queue }) => queue);
  return [...recordsOf<QueueRecord>(KINDS.queue)].map((record) => ({
    record,
    items: items.get(record.name) ?? [],
    remembered: remembered.get(record.name) ?? [],
  }));
}

/** The message as it was. */
export function restoreMessage({ message, attributes }: MessageRecord): Message {
  const { id, body, traceHeader, groupId, deduplicationId, sentAt } = message;
  const bodyMd5 = hash("md5", body);
  return { id, body, bodyMd5, attributes: new Map(attributes), traceHeader, groupId, deduplicationId, sentAt };
}
