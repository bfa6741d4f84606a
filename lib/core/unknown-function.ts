// A message whose job isn't here: during a deployment the sender may be newer than the worker, so it is tried again for a
// while before it is dead.

import { type Envelope, trySeal } from "./envelope.ts";
import { waiting } from "./next-envelope.ts";
import { type Arrival, type Outcome, postpone, refuse } from "./outcome.ts";

/** How long its job is waited for. */
const PATIENCE_SECONDS = 600;

/** The first wait; each further one is as long as all before it. */
const FIRST_WAIT_SECONDS = 10;

export function onUnknown(envelope: Envelope, arrival: Arrival): Outcome {
  const { delivery, now, limits } = arrival;
  // A message of a FIFO queue can't be sent on with a note in it.
  const first = delivery.group === undefined ? now : delivery.firstReceivedAt;
  const since = Math.min(now, envelope.unknownSince === undefined ? first : Date.parse(envelope.unknownSince));
  const waitedSeconds = (now - since) / 1000;
  const leftSeconds = PATIENCE_SECONDS - waitedSeconds;
  const delaySeconds = Math.min(leftSeconds, Math.max(FIRST_WAIT_SECONDS, waitedSeconds));
  const next = { ...waiting(envelope, now, delaySeconds), unknownSince: new Date(since).toISOString() };
  // One that is too large to be noted anything in is not waited for.
  if (leftSeconds > 0 && trySeal(next, limits) !== undefined) {
    return postpone(envelope, next, arrival, { why: "unknown_function", delaySeconds });
  }
  const message =
    `No job is called "${envelope.function}" here, and none came within ten minutes. Either its name has changed, and the new job must ` +
    "keep the old one until no message asks for it; or the worker is older than the sender, and must be deployed.";
  return refuse("unknown_function", message, { ...arrival, envelope });
}
