// How a delivery ends, as a value: made without any effect, acted on by `settle` alone.

import { type DeadLetter, toDeadLetter } from "./dead-letter.ts";
import type { JobDefinition } from "./definition.ts";
import { type Envelope, trySeal } from "./envelope.ts";
import { cut, LONGEST_MESSAGE } from "./error-record.ts";
import type { DeadReason, ErrorRecord, PostponedWhy } from "./events.ts";
import type { Delivery, Limits } from "./ports.ts";

/**
 * How a delivery ends. `envelope` is the one that came in, `next` the one to send in its place, `cause` what was thrown,
 * for a caller in the same process.
 */
export type Outcome =
  | { readonly kind: "completed"; readonly envelope: Envelope; readonly ranSeconds: number }
  | {
      readonly kind: "retry";
      readonly envelope: Envelope;
      readonly next: Envelope;
      readonly ranSeconds: number;
      readonly delaySeconds: number;
      readonly error: ErrorRecord;
      readonly cause: unknown;
    }
  | {
      readonly kind: "snoozed";
      readonly envelope: Envelope;
      readonly next: Envelope;
      readonly ranSeconds: number;
      readonly delaySeconds: number;
      readonly cause: unknown;
    }
  | {
      readonly kind: "postponed";
      readonly envelope: Envelope;
      readonly next: Envelope;
      readonly delaySeconds: number;
      readonly why: PostponedWhy;
    }
  | { readonly kind: "expired"; readonly envelope: Envelope; readonly expiredAt: number }
  | { readonly kind: "discarded"; readonly envelope: Envelope; readonly ranSeconds: number; readonly why: string }
  | {
      readonly kind: "dead";
      readonly envelope: Envelope | undefined;
      readonly letter: DeadLetter;
      readonly ranSeconds: number;
      readonly cause: unknown;
    };

/** What decides besides the run itself. */
export interface Circumstances {
  readonly definition: JobDefinition;
  readonly envelope: Envelope;
  readonly delivery: Delivery;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** From 0 up to, not including, 1. */
  readonly random: number;
  readonly limits: Limits;
}

/** What there is to know of a delivery without its job. */
export type Arrival = Pick<Circumstances, "delivery" | "now" | "limits">;

/** A delivery that is not to be run now, and sent on as `next`. */
export function postpone(
  envelope: Envelope,
  next: Envelope,
  arrival: Arrival,
  { why, delaySeconds = 0 }: { readonly why: PostponedWhy; readonly delaySeconds?: number },
): Outcome {
  if (trySeal(next, arrival.limits) !== undefined) return { kind: "postponed", envelope, next, delaySeconds, why };
  const message = `It can't run now (${why}), and with what has to be noted in it, it is too large to be sent on. Send less in it.`;
  return refuse("too_large", message, { ...arrival, envelope });
}

/** A delivery that no run can help. */
export function refuse(
  reason: DeadReason,
  message: string,
  { delivery, now, limits, envelope }: Arrival & { readonly envelope?: Envelope },
): Outcome {
  const error = { name: "ErrandError", message: cut(message, LONGEST_MESSAGE) };
  const started = reason === "crashed" ? 0 : 1; // of what crashed, this attempt has started
  const attempts = envelope === undefined ? 0 : envelope.attempt - started;
  const letter = toDeadLetter({ reason, error, delivery, now, envelope, attempts }, limits);
  return { kind: "dead", envelope, letter, ranSeconds: 0, cause: new Error(message) };
}
