// A dead job as its finder sees it, and the message in hand that it was read from.

import { type DeadLetterReading, readDeadLetter } from "./dead-letter-reading.ts";
import type { Envelope } from "./envelope.ts";
import { type Environment, priorityOfQueue } from "./environment.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { DeadMessage } from "./inspector.ts";

/** A dead job. `priority` is that of the queue which it came from, and goes back to. */
export interface DeadJob extends DeadLetterReading {
  /** Twelve hexadecimal digits, the same for the same failure: of the error's name, what in its message does not vary, and its place. */
  readonly fingerprint: string;
}

/** A dead job in hand. */
export interface Letter {
  readonly message: DeadMessage;
  readonly job: DeadJob;
  /** None where the message can't be read. */
  readonly envelope: Envelope | undefined;
}

export async function toLetter(message: DeadMessage, environment: Environment): Promise<Letter> {
  const { reading, envelope } = readDeadLetter(message);
  const priority = priorityOfQueue(environment, reading.queue) ?? message.priority;
  return { message, envelope, job: { ...reading, priority, fingerprint: await fingerprintOf(reading.error) } };
}
