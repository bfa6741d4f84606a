// The attributes that SQS itself gives a message: which may be asked for, and their values at a receive.

import { SqsError } from "./errors.ts";
import type { Received } from "./hand-out.ts";
import { type Input, textList } from "./input.ts";

type Read = (received: Received, senderId: string) => string | number | undefined;

const READ: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["SenderId", (_, senderId) => senderId],
  ["SentTimestamp", ({ message }) => message.sentAt],
  ["ApproximateReceiveCount", ({ receives }) => receives],
  ["ApproximateFirstReceiveTimestamp", ({ firstReceivedAt }) => firstReceivedAt],
  ["AWSTraceHeader", ({ message }) => message.traceHeader],
  ["MessageGroupId", ({ message }) => message.groupId],
  ["DeadLetterQueueSourceArn", ({ sourceArn }) => sourceArn],
  // Of FIFO queues, but they may be asked for of any.
  ["MessageDeduplicationId", ({ message }) => message.deduplicationId],
  ["SequenceNumber", ({ message, sequence }) => message.deduplicationId && toSequenceNumber(sequence)],
]);

/** How SQS writes a message's place in a FIFO queue: twenty digits. */
export function toSequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(19, "0")}`;
}

/** AttributeNames is the older name of MessageSystemAttributeNames; where both are given, the newer counts. */
export function readSystemNames(input: Input): ReadonlySet<string> {
  const newer = textList(input, "MessageSystemAttributeNames");
  const older = textList(input, "AttributeNames");
  const names = new Set(newer.length > 0 ? newer : older);
  for (const name of names) {
    if (name !== "All" && !READ.has(name)) throw new SqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
  }
  return names.has("All") ? new Set(READ.keys()) : names;
}

/** Undefined where none of those asked for has a value: AWS leaves the map out then. */
export function toSystemAttributes(received: Received, names: ReadonlySet<string>, senderId: string) {
  const attributes: Record<string, string> = {};
  for (const name of names) {
    const value = READ.get(name)?.(received, senderId);
    if (value !== undefined) attributes[name] = String(value);
  }
  return Object.keys(attributes).length > 0 ? attributes : undefined;
}
