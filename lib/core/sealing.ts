// From the arguments of one call to sealed messages, each within what a queue takes.

import { current } from "./current.ts";
import type { JobDefinition } from "./definition.ts";
import { type Choice, toChoice } from "./enqueue-options.ts";
import type { EnqueueOptions } from "./enqueuer.ts";
import type { Envelope } from "./envelope.ts";
import type { Limits, Post } from "./ports.ts";
import { toPost } from "./post.ts";
import { placeOf, tooLarge } from "./refusals.ts";
import { newId } from "./uuid.ts";

/** Kept free in a message for what a retry or a death adds to it: the history and the reason. */
const RESERVED_BYTES = 16_384;

/** A job that enqueues another with such a wait makes no loop that runs hot. */
const LONG_WAIT_SECONDS = 60;

/** What is to be sealed. */
export interface Order {
  /** The lists of arguments, as JSON. */
  readonly texts: readonly string[];
  readonly options: EnqueueOptions | undefined;
  /** Whether it is `enqueueMany`: then errors name the entry. */
  readonly many: boolean;
  /** When it was asked for, milliseconds since 1970. */
  readonly now: number;
}

/** A message that is ready to be posted. */
interface Sealed {
  /** The job, and the entry of a list, for errors. */
  readonly where: string;
  readonly args: readonly unknown[];
  readonly message: Post;
}

/** Every message, and what they have in common. */
export interface SealedOrder extends Choice {
  readonly entries: readonly Sealed[];
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

/** @throws `ErrandError` `invalid_option` or `args_too_large`. */
export function sealAll(definition: JobDefinition, { texts, options, many, now }: Order, limits: Limits): SealedOrder {
  const choice =
    options === undefined ? { delaySeconds: 0, priority: definition.priority } : toChoice(options, definition, now);
  const most = limits.messageBytes - RESERVED_BYTES;
  const entries = texts.map((text, index): Sealed => {
    const where = placeOf(definition, many, index);
    const args = JSON.parse(text);
    const message = toPost(toEnvelope(definition, args, choice, now), choice.priority, now, limits);
    if (Buffer.byteLength(message.body) > most) throw tooLarge(message, most, where);
    return { where, args, message };
  });
  return { ...choice, entries, dueAt: now + Math.round(choice.delaySeconds * 1000) };
}

function toEnvelope(
  { name, expiresInSeconds }: JobDefinition,
  args: readonly unknown[],
  { delaySeconds, priority }: Choice,
  now: number,
): Envelope {
  const after = (seconds: number) => new Date(now + Math.round(seconds * 1000)).toISOString();
  const run = delaySeconds < LONG_WAIT_SECONDS ? current() : undefined;
  return {
    errand: 1,
    id: newId(now),
    function: name,
    args,
    attempt: 1,
    enqueuedAt: after(0),
    priority,
    ...(delaySeconds > 0 && { notBefore: after(delaySeconds), scheduledAt: after(delaySeconds) }),
    ...(expiresInSeconds && { expiresAt: after(delaySeconds + expiresInSeconds) }),
    ...(run && { hops: run.hops + 1 }),
  };
}
