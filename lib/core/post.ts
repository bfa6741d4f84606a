// An envelope made ready to send: its text, and how long the queue is to hold it back.

import { type Envelope, seal } from "./envelope.ts";
import type { Limits, Post, Priority } from "./ports.ts";

/**
 * The post for `envelope`, sent at `now` (milliseconds since 1970). Where nothing holds it for longer than a queue can, it
 * comes in early, and is sent on with what is left.
 */
export function toPost(envelope: Envelope, priority: Priority, now: number, limits: Limits): Post {
  return { id: envelope.id, body: seal(envelope), priority, ...heldBack(envelope, now, limits) };
}

/** For how long the queue is to hold it back, and until when it is to be held back besides. */
export function heldBack(
  envelope: Timed,
  now: number,
  { delaySeconds: most }: Limits,
): Pick<Post, "delaySeconds" | "dueAt"> {
  const seconds = Math.ceil(secondsUntilDue(envelope, now));
  return seconds > most ? { delaySeconds: most, dueAt: dueAt(envelope) } : { delaySeconds: seconds };
}

type Timed = Pick<Envelope, "notBefore" | "enqueuedAt">;

/** The seconds until the message may run, 0 when it may run now. */
export function secondsUntilDue(envelope: Timed, now: number): number {
  if (envelope.notBefore === undefined) return 0;
  return Math.max(0, (Date.parse(envelope.notBefore) - now) / 1000);
}

/** When the message was first able to run, milliseconds since 1970. */
export function dueAt(envelope: Timed): number {
  return Date.parse(envelope.notBefore ?? envelope.enqueuedAt);
}
