// How a delivery ends, as a value: decided here purely, acted on by `settle` alone.

import { backoffSeconds } from "./backoff.ts";
import { type DeadLetter, toDeadLetter } from "./dead-letter.ts";
import type { JobDefinition } from "./definition.ts";
import { type Envelope, trySeal } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import type { DeadReason, ErrorRecord } from "./events.ts";
import { addToHistory } from "./history.ts";
import type { Delivery, Limits } from "./ports.ts";
import type { Run } from "./run.ts";
import { signalOf } from "./signals.ts";

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
  | { readonly kind: "postponed"; readonly envelope: Envelope; readonly delaySeconds: number }
  | { readonly kind: "discarded"; readonly envelope: Envelope; readonly ranSeconds: number; readonly why: string }
  | { readonly kind: "dead"; readonly letter: DeadLetter; readonly ranSeconds: number; readonly cause: unknown };

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

/** How a delivery ends whose job has run. */
export function decide(run: Run, circumstances: Circumstances): Outcome {
  const { envelope } = circumstances;
  const { ranSeconds } = run;
  if (run.ok) return { kind: "completed", envelope, ranSeconds };
  const signal = signalOf(run.thrown);
  switch (signal?.kind) {
    case "discard":
      return { kind: "discarded", envelope, ranSeconds, why: signal.why };
    case "snooze": {
      const next = due(envelope, circumstances.now, signal.delaySeconds);
      return { kind: "snoozed", envelope, next, ranSeconds, delaySeconds: signal.delaySeconds, cause: run.thrown };
    }
    case "retry":
      return failed(run, circumstances, signal.delaySeconds);
    case undefined:
      return failed(run, circumstances);
    default:
      return signal satisfies never;
  }
}

/** A delivery that no run can help. */
export function refuse(
  reason: DeadReason,
  message: string,
  { delivery, now, limits, envelope }: Pick<Circumstances, "delivery" | "now" | "limits"> & { envelope?: Envelope },
): Outcome {
  const error = { name: "ErrandError", message };
  const attempts = envelope === undefined ? 0 : envelope.attempt - 1;
  const letter = toDeadLetter({ reason, error, delivery, now, envelope, attempts }, limits);
  return { kind: "dead", letter, ranSeconds: 0, cause: new Error(message) };
}

function failed(run: Extract<Run, { ok: false }>, circumstances: Circumstances, askedSeconds?: number): Outcome {
  const { definition, envelope, delivery, now, random, limits } = circumstances;
  const { ranSeconds, thrown: cause } = run;
  const { attempt } = envelope;
  const error = toErrorRecord(cause);
  const history = addToHistory(envelope.history, attempt, now, error);
  const die = (reason: DeadReason): Outcome => {
    const death = { reason, error, delivery, now, envelope: { ...envelope, history }, attempts: attempt };
    return { kind: "dead", letter: toDeadLetter(death, limits), ranSeconds, cause };
  };
  if (attempt >= definition.retry.attempts) return die("attempts_exhausted");

  const delaySeconds = askedSeconds ?? backoffSeconds(definition.retry, attempt, random);
  const full = due({ ...envelope, attempt: attempt + 1, history }, now, delaySeconds);
  const { history: _, ...brief } = full;
  const next = [full, brief].find((candidate) => trySeal(candidate, limits) !== undefined);
  if (next === undefined) return die("too_large"); // sent as it is, it would run for ever as this same attempt
  return { kind: "retry", envelope, next, ranSeconds, delaySeconds, error, cause };
}

function due(envelope: Envelope, now: number, delaySeconds: number): Envelope {
  return { ...envelope, notBefore: new Date(now + delaySeconds * 1000).toISOString() };
}
