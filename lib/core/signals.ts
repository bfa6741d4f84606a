// What a job throws on purpose, to say itself how its run ends.

import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { refuse } from "./options.ts";

/** How a job wants its run to end. */
export type Signal =
  | { readonly kind: "retry"; readonly delaySeconds: number }
  | { readonly kind: "snooze"; readonly delaySeconds: number }
  | { readonly kind: "discard"; readonly why: string };

const SIGNAL = Symbol.for("errand.signal");

class JobSignal extends Error {
  override readonly name = "JobSignal";
  readonly [SIGNAL]: Signal;

  constructor(signal: Signal, message: string, cause?: unknown) {
    super(message, { cause });
    this[SIGNAL] = signal;
  }
}

/** The signal that `thrown` carries, if it is one. */
export function signalOf(thrown: unknown): Signal | undefined {
  try {
    return typeof thrown === "object" && thrown !== null && SIGNAL in thrown ? (thrown[SIGNAL] as Signal) : undefined;
  } catch {
    return undefined; // a Proxy that may not be looked into: whatever it is, it is no signal
  }
}

/**
 * Ends this attempt as failed and has the next one start after `delay`, in place of the job's own backoff.
 * Without an attempt left, the job is dead-lettered.
 *
 * @param delay 0 seconds to 10 years.
 * @param cause what it failed with, for the history and the dead letter: an error, or a text.
 * @throws always: a `return` or code after it is not reached.
 *
 * @example
 * if (response.status === 429) throw retryIn("5m", "too many requests");
 */
export function retryIn(delay: Duration, cause?: unknown): never {
  const delaySeconds = toDelay("retryIn(delay)", delay);
  throw new JobSignal({ kind: "retry", delaySeconds }, `asked to retry in ${delay}`, cause);
}

/**
 * Puts the job off by `delay` without using up an attempt: it wasn't its fault, it was only too early.
 *
 * @param delay 0 seconds to 10 years.
 * @throws always: a `return` or code after it is not reached.
 *
 * @example
 * if (!(await reportIsReady())) throw snooze("1h");
 */
export function snooze(delay: Duration): never {
  throw new JobSignal(
    { kind: "snooze", delaySeconds: toDelay("snooze(delay)", delay) },
    `asked to snooze for ${delay}`,
  );
}

/**
 * Ends the job here: it is not tried again and not dead-lettered.
 *
 * @param why the reason, for the event `job.discarded`.
 * @throws always: a `return` or code after it is not reached.
 *
 * @example
 * if (member === undefined) throw discard("the member has left");
 */
export function discard(why: string): never {
  if (typeof why !== "string" || why === "") {
    throw refuse("discard(why)", "the reason as a text", why, "Say why.");
  }
  throw new JobSignal({ kind: "discard", why }, `discarded: ${why}`);
}

function toDelay(what: string, delay: Duration): number {
  return toSeconds(delay, { what, min: 0, max: TEN_YEARS_SECONDS, hint: "Give how long from now." });
}
