// A sealed message on its way to being sent later: as plain data, and as a post again, whatever time has passed.

import type { Envelope } from "./envelope.ts";
import type { Limits, Post } from "./ports.ts";
import { heldBack } from "./post.ts";
import type { PreparedMessage } from "./prepared-message.ts";

export function toPrepared({ id, priority, body }: Post): PreparedMessage {
  return { id, job: (JSON.parse(body) as Envelope).function, priority, body };
}

/** @param now milliseconds since 1970. */
export function fromPrepared({ id, priority, body }: PreparedMessage, now: number, limits: Limits): Post {
  return { id, priority, body, ...heldBack(JSON.parse(body) as Envelope, now, limits) };
}
