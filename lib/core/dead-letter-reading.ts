// What a message of a dead-letter queue tells: of Errand's dead letters, of what SQS itself gave up, and of what nobody can read.

import type { Envelope, HistoryEntry } from "./envelope.ts";
import type { DeadReason, ErrorRecord } from "./events.ts";
import type { DeadMessage } from "./inspector.ts";
import { isRecord, open } from "./open.ts";
import { isPayload, type Payload } from "./payload.ts";
import type { Priority } from "./ports.ts";
import { withoutRequest } from "./undelivered.ts";

/**
 * Why a job is dead. Besides Errand's own reasons: `received_too_often`, SQS itself gave it up, because its runs were killed or
 * throttled again and again; `unknown`, the message doesn't say, and SQS did not move it.
 */
export type DeathReason = DeadReason | "received_too_often" | "unknown";

/** One message of a dead-letter queue, read. */
export interface DeadLetterReading {
  /** The job's id; the message's own where it has none. */
  readonly id: string;
  /** The job's name; the empty string where the message names none. */
  readonly job: string;
  readonly args: readonly unknown[];
  /** What stands in the message in place of its arguments, where they are compressed or stored apart; then `args` is empty. */
  readonly payload?: Payload;
  readonly reason: DeathReason;
  /** The failure that was the last; missing where SQS itself gave it up. */
  readonly error?: ErrorRecord;
  /** How many attempts have started, as the message counts them. */
  readonly attempts: number;
  /** The failed attempts, the last five. */
  readonly history: readonly HistoryEntry[];
  readonly priority: Priority;
  /** The queue that it came from, as the runtime or SQS names it: on AWS its ARN. */
  readonly queue?: string;
  /** When the job was enqueued. */
  readonly enqueuedAt?: Date;
  /** When it died; where SQS gave it up, when it was last sent: SQS doesn't tell more. */
  readonly diedAt: Date;
  /** The message's own id, in the dead-letter queue. */
  readonly messageId: string;
  /** The message's text, as it lies in the dead-letter queue. */
  readonly body: string;
  /** The text that could not be read, as it was sent; only where that is why it is dead. */
  readonly unreadable?: string;
}

/** The reading, and the envelope that would live again; none where the message can't be read. */
export interface ReadLetter {
  readonly reading: DeadLetterReading;
  readonly envelope: Envelope | undefined;
}

/** What a letter's delivery says of its way here is nothing of its job's: not its receives, nor its place in a group. */
export const AS_NEW = { receipt: "", receives: 1, firstReceivedAt: 0, group: undefined };

type Fields = Readonly<Record<string, unknown>>;

/** Never throws: a dead-letter queue holds what others could not make sense of. */
export function readDeadLetter(message: DeadMessage): ReadLetter {
  const { messageId, body, priority, movedFrom } = message;
  const sentAt = new Date(message.sentAt).getTime() || 0; // no date, or one beyond what JavaScript's dates reach
  const fields = parse(body);
  // What SQS moved may tell of an earlier death, which somebody had brought it back from.
  const dead = movedFrom === undefined && isRecord(fields["dead"]) ? fields["dead"] : undefined;
  const queue = movedFrom ?? textOf(dead?.["queue"]);
  const opened = open({ ...AS_NEW, messageId, body, priority, sentAt, queue: queue ?? "" });
  const envelope = opened.ok ? opened.envelope : undefined;
  const error = toError(dead?.["error"]);
  const enqueuedAt = envelope && toDate(envelope.enqueuedAt);
  const reading = {
    id: textOf(fields["id"]) ?? messageId,
    job: textOf(fields["function"]) ?? "",
    args: Array.isArray(fields["args"]) ? fields["args"] : [],
    ...(isPayload(fields["payload"]) && { payload: fields["payload"] }),
    reason: (textOf(dead?.["reason"]) ?? (movedFrom === undefined ? "unknown" : "received_too_often")) as DeathReason,
    ...(error && { error }),
    attempts: countOf(dead?.["attempts"]) ?? envelope?.attempt ?? 0,
    history: envelope?.history ?? [],
    priority,
    ...(queue && { queue }),
    ...(enqueuedAt && { enqueuedAt }),
    diedAt: toDate(dead?.["at"]) ?? new Date(sentAt),
    messageId,
    body,
    ...(envelope === undefined && { unreadable: (dead && textOf(fields["body"])) ?? body }),
  };
  return { reading, envelope };
}

function parse(body: string): Fields {
  try {
    const message = withoutRequest(JSON.parse(body));
    return isRecord(message) ? message : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function toDate(value: unknown): Date | undefined {
  const date = new Date(textOf(value) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function toError(value: unknown): ErrorRecord | undefined {
  if (!isRecord(value)) return undefined;
  const stack = textOf(value["stack"]);
  const { name, message } = value;
  return { name: textOf(name) ?? "Error", message: textOf(message) ?? "", ...(stack && { stack }) };
}
