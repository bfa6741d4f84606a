// A sealed message on its way to being sent later: as plain data, and as a post again, whatever time has passed.

import type { Envelope } from "./envelope.ts";
import { ErrandError } from "./errors.ts";
import { isStored, isTooShort } from "./payload.ts";
import type { Limits, Post } from "./ports.ts";
import { dueAt, heldBack } from "./post.ts";
import type { PreparedMessage } from "./prepared-message.ts";

export function toPrepared({ id, priority, body }: Post): PreparedMessage {
  return { id, job: (JSON.parse(body) as Envelope).function, priority, body };
}

/**
 * Why it can't be sent any more: its stored arguments may be gone before it has run.
 *
 * @param now milliseconds since 1970.
 */
export function outlived({ id, body }: PreparedMessage, now: number): ErrandError | undefined {
  const { payload, function: job, ...times } = JSON.parse(body) as Envelope;
  if (!isStored(payload) || !isTooShort(payload, Math.max(now, dueAt(times)))) return undefined;
  const where = `client.send: message ${id} of the job "${job}"`;
  const kept = `its arguments are stored until ${payload.until}, and it may have to wait for longer`;
  return new ErrandError("store_failed", `${where} was prepared too long ago: ${kept}. Prepare it again.`);
}

/** @param now milliseconds since 1970. */
export function fromPrepared({ id, priority, body }: PreparedMessage, now: number, limits: Limits): Post {
  return { id, priority, body, ...heldBack(JSON.parse(body) as Envelope, now, limits) };
}
