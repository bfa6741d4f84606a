// The message on the wire, version 1, and its text.

import type { DeadReason, ErrorRecord } from "./events.ts";
import type { Payload } from "./payload.ts";
import type { Limits, Priority } from "./ports.ts";
import type { Quarantine } from "./quarantine.ts";

/** One failed attempt, as the message carries it along. */
export interface HistoryEntry {
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly name: string;
  readonly message: string;
}

/** Why a message is in the dead-letter queue. */
export interface DeadRecord {
  readonly reason: DeadReason;
  readonly error: ErrorRecord;
  /** The attempt that was the last, from 1; 0 when the job never ran. */
  readonly attempts: number;
  /** The queue that it came from, as the runtime names it (in Lambda its ARN). */
  readonly queue: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A message, whole. Fields that this version doesn't know are kept through every retry. */
export interface Envelope {
  readonly errand: 1;
  /** A UUID of version 7 when Errand made it. */
  readonly id: string;
  /** The job's name. */
  readonly function: string;
  readonly args: readonly unknown[];
  /** The attempt that this message is for, from 1. */
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly enqueuedAt: string;
  /** ISO 8601, UTC: it does not run before. */
  readonly notBefore?: string;
  /** ISO 8601, UTC: the time that was chosen for it, or of the run of its schedule. It stays the same in every attempt. */
  readonly scheduledAt?: string;
  /** What the application calls the schedule that sends it. */
  readonly scheduleId?: string;
  /** ISO 8601, UTC: it does not run from then on. */
  readonly expiresAt?: string;
  readonly priority: Priority;
  /** How many jobs in a row have enqueued each other up to this one; missing where no job did. */
  readonly hops?: number;
  /** How many of its runs are known to have been killed. */
  readonly crashes?: number;
  readonly quarantine?: Quarantine;
  /** ISO 8601, UTC: since when no job of its name has been found. */
  readonly unknownSince?: string;
  /** ISO 8601, UTC: since when its arguments, which are stored apart, could not be read. */
  readonly unreadSince?: string;
  /** What stands in the message in place of `args`, which are then those that were fetched, or none yet. */
  readonly payload?: Payload;
  /** What the application has sent along, any JSON. */
  readonly context?: unknown;
  /** W3C trace context. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly history?: readonly HistoryEntry[];
  readonly dead?: DeadRecord;
  readonly [unknown: string]: unknown;
}

/**
 * The text of a message. SQS refuses U+FFFE and U+FFFF, which JSON leaves as they are: they are written as escapes.
 */
export function seal(message: object): string {
  const { args: _, ...packed } = message as Partial<Envelope>;
  const travelling = packed.payload === undefined ? message : packed;
  return toSendable(JSON.stringify(travelling));
}

/** The same JSON of characters that SQS takes: as many bytes, or up to twice as many. */
export function toSendable(json: string): string {
  return json.replace(/[\uFFFE\uFFFF]/g, (char) => (char === "\uFFFE" ? "\\ufffe" : "\\uffff"));
}

/** The text of a message; `undefined` when a queue would not take it, or when it is nested too deeply to be written. */
export function trySeal(message: object, { messageBytes }: Limits): string | undefined {
  try {
    const text = seal(message);
    return Buffer.byteLength(text) <= messageBytes ? text : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // JSON.parse reads deeper than JSON.stringify can write
    throw error;
  }
}
