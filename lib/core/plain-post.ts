// A message as it is sent where nothing is made of its arguments: sealed, and within what a queue takes.

import type { Envelope } from "./envelope.ts";
import { BUCKET, type Environment } from "./environment.ts";
import { LARGEST_ARGS_BYTES } from "./payload.ts";
import type { Limits, Post } from "./ports.ts";
import { toPost } from "./post.ts";
import { tooLarge, tooLargeForAll } from "./refusals.ts";

/** A message that is not sealed yet. */
export interface Unsealed {
  readonly envelope: Envelope;
  /** Its arguments as JSON. */
  readonly text: string;
  /** The job, and the entry of a list, for errors. */
  readonly where: string;
  /** Whether its arguments are compressed where that makes them smaller. */
  readonly compress: boolean;
  /** Whether it is sent at once, or kept in an outbox first. */
  readonly sent?: "now" | "later";
}

/** Kept free in a message for what a retry or a death adds to it: the history, the reason and a signature. */
const RESERVED_BYTES = 16_384;

/** The most that a message may hold when it is first sent, in bytes. */
export function mostBytes({ messageBytes }: Limits): number {
  return messageBytes - RESERVED_BYTES;
}

/**
 * Of a process that runs its own jobs: nothing is stored or signed. But where a bucket would hold what is large, it is taken, for it
 * will be there too.
 *
 * @param now milliseconds since 1970.
 * @throws `ErrandError` `args_too_large`.
 */
export function toPlainPost(
  { envelope, where }: Unsealed,
  now: number,
  limits: Limits,
  environment: Environment,
): Post {
  const post = toPost(envelope, envelope.priority, now, limits);
  const bytes = Buffer.byteLength(post.body);
  const hasBucket = Boolean(environment[BUCKET]);
  const most = hasBucket ? LARGEST_ARGS_BYTES : mostBytes(limits);
  if (bytes > most) throw hasBucket ? tooLargeForAll(bytes, most, where, "its message") : tooLarge(bytes, most, where);
  return post;
}
