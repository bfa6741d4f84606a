// From the arguments of one call to envelopes, one for each message.

import { current } from "./current.ts";
import type { JobDefinition } from "./definition.ts";
import { type Choice, toChoice } from "./enqueue-options.ts";
import type { EnqueueOptions } from "./enqueuer.ts";
import type { Envelope } from "./envelope.ts";
import type { Unsealed } from "./plain-post.ts";
import { placeOf } from "./refusals.ts";
import { newId } from "./uuid.ts";

/** A job that enqueues another with such a wait makes no loop that runs hot. */
const LONG_WAIT_SECONDS = 60;

/** What is to be enqueued. */
export interface Order {
  /** The lists of arguments, as JSON. */
  readonly texts: readonly string[];
  readonly options: EnqueueOptions | undefined;
  /** Whether it is `enqueueMany`: then errors name the entry. */
  readonly many: boolean;
  /** When it was asked for, milliseconds since 1970. */
  readonly now: number;
  /** What travels with them: the application's context, and the trace. */
  readonly along: Pick<Envelope, "context" | "traceparent" | "tracestate">;
}

/** Every message, and what they have in common. */
export interface Enveloped extends Choice {
  readonly entries: readonly Unsealed[];
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

/** @throws `ErrandError` `invalid_option`. */
export function toEnvelopes(definition: JobDefinition, { texts, options, many, now, along }: Order): Enveloped {
  const choice =
    options === undefined ? { delaySeconds: 0, priority: definition.priority } : toChoice(options, definition, now);
  const entries = texts.map((text, index): Unsealed => {
    const where = placeOf(definition, many, index);
    const envelope = { ...toEnvelope(definition, JSON.parse(text), choice, now), ...along };
    return { where, text, envelope, compress: definition.compress };
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
