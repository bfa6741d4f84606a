// How a delivery ends, as a value: decided here purely, acted on by `settle` alone.

import { backoffSeconds } from "./backoff.ts";
import { type DeadLetter, toDeadLetter } from "./dead-letter.ts";
import type { JobDefinition } from "./definition.ts";
import type { Envelope } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import type { DeadReason, ErrorRecord } from "./events.ts";
import { addToHistory } from "./history.ts";
import type { Delivery } from "./ports.ts";
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
  delivery: Delivery,
  now: number,
  envelope?: Envelope,
): Outcome {
  const error = { name: "ErrandError", message };
  const letter = toDeadLetter({ reason, error, delivery, now, envelope, attempts: 0 });
  return { kind: "dead", letter, ranSeconds: 0, cause: new Error(message) };
}

function failed(run: Extract<Run, { ok: false }>, circumstances: Circumstances, askedSeconds?: number): Outcome {
  const { definition, envelope, delivery, now, random } = circumstances;
  const { ranSeconds } = run;
  const error = toErrorRecord(run.thrown);
  const history = addToHistory(envelope.history, envelope.attempt, now, error);
  if (envelope.attempt >= definition.retry.attempts) {
    const letter = toDeadLetter({
      reason: "attempts_exhausted",
      error,
      delivery,
      now,
      envelope: { ...envelope, history },
      attempts: envelope.attempt,
    });
    return { kind: "dead", letter, ranSeconds, cause: run.thrown };
  }
  const delaySeconds = askedSeconds ?? backoffSeconds(definition.retry, envelope.attempt, random);
  const next = due({ ...envelope, attempt: envelope.attempt + 1, history }, now, delaySeconds);
  return { kind: "retry", envelope, next, ranSeconds, delaySeconds, error, cause: run.thrown };
}

function due(envelope: Envelope, now: number, delaySeconds: number): Envelope {
  return { ...envelope, notBefore: new Date(now + delaySeconds * 1000).toISOString() };
}
