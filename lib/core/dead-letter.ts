// The message that goes to the dead-letter queue: the job as it came, with the reason beside it.

import { type DeadRecord, type Envelope, trySeal } from "./envelope.ts";
import type { DeadReason, ErrorRecord } from "./events.ts";
import type { Delivery, Limits } from "./ports.ts";
import { withoutRequest } from "./undelivered.ts";

/** A dead job, with what the events tell of it. */
export interface DeadLetter {
  readonly id: string;
  /** The job's name; the empty string where the message could not be read. */
  readonly job: string;
  readonly dead: DeadRecord;
  /** The text to send. */
  readonly body: string;
}

/** What a dead letter is made of. */
export interface Death {
  readonly reason: DeadReason;
  readonly error: ErrorRecord;
  readonly delivery: Delivery;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Missing where the message could not be read: then its text is kept as `body`. */
  readonly envelope: Envelope | undefined;
  /** How many attempts have started. */
  readonly attempts: number;
}

/**
 * What a message near SQS's limit has no room for is left out, the least missed first: the stack, then the history. Where
 * even the bare reason finds no room, or JSON can't write what it could read (very deep nesting), the message is
 * buried as it came: the reason is then in the event `job.dead` alone.
 */
export function toDeadLetter(death: Death, limits: Limits): DeadLetter {
  const { reason, error, delivery, now, envelope, attempts } = death;
  const dead: DeadRecord = { reason, error, attempts, queue: delivery.queue, at: new Date(now).toISOString() };
  const { stack: _, ...brief } = error;
  const id = envelope?.id ?? delivery.messageId;
  const kept = envelope === undefined ? { errand: 1, id, body: delivery.body } : asSent(envelope, delivery);
  const { history: __, ...plain } = kept;
  const body =
    trySeal({ ...kept, dead }, limits) ??
    trySeal({ ...plain, dead: { ...dead, error: brief } }, limits) ??
    delivery.body;
  return { id, job: envelope?.function ?? "", dead, body };
}

/** What is not trusted stays as it was, its signature too: whoever has its key can still tell that it was sent so. */
function asSent(envelope: Envelope, { distrust, body }: Delivery): Readonly<Record<string, unknown>> {
  return distrust === undefined ? envelope : (withoutRequest(JSON.parse(body)) as Readonly<Record<string, unknown>>);
}
