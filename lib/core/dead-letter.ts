// The message that goes to the dead-letter queue: the job as it came, with the reason beside it.

import { type DeadRecord, type Envelope, seal } from "./envelope.ts";
import type { DeadReason, ErrorRecord } from "./events.ts";
import type { Delivery } from "./ports.ts";

/** A dead job, with what the events tell of it. */
export interface DeadLetter {
  readonly id: string;
  /** The job's name; the empty string where the message could not be read. */
  readonly job: string;
  readonly dead: DeadRecord;
  /** The JSON text to send. */
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

export function toDeadLetter({ reason, error, delivery, now, envelope, attempts }: Death): DeadLetter {
  const record: DeadRecord = { reason, error, attempts, queue: delivery.queue, at: new Date(now).toISOString() };
  if (envelope === undefined) {
    const id = delivery.messageId;
    return { id, job: "", dead: record, body: seal({ errand: 1, id, dead: record, body: delivery.body }) };
  }
  return { id: envelope.id, job: envelope.function, dead: record, body: seal({ ...envelope, dead: record }) };
}
