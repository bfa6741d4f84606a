// Messages that come back without having been settled: what ran one may have been killed by it. From then on it runs
// beside nothing, and what is killed there leaves a trace.
//
// A queue's receive count can't tell a run that was killed from an invocation that was throttled and never began. So
// what runs alone is hidden for a time of its own while it runs. Throttled, it comes back when the queue's visibility
// timeout is over; killed, when that time is. What was killed is sent on as a copy with the crash counted in it.

import type { Envelope } from "./envelope.ts";
import { addToHistory } from "./history.ts";
import { type Arrival, type Outcome, postpone, refuse } from "./outcome.ts";
import type { Delivery } from "./ports.ts";
import type { TimeLeft } from "./time-left.ts";
import { MOST_COPIES } from "./urgency.ts";

/** Carried by a copy: it runs alone. */
export interface Quarantine {
  /** How many copies have been made of the message, this one included. */
  readonly copies: number;
}

/** So many runs that were killed, one after the other or not, are enough. */
const MOST_CRASHES = 3;

/** After so many receives in vain a copy is made all the same: the trace is lost among what they took longer. */
const MOST_RECEIVES = 4;

/** In whole invocations: what is hidden for two can't come back while its run lasts, and comes long before six (`toTopology`). */
const HIDDEN = 2;

/** The clocks of the queue and of this machine may differ by so much, or by a whole invocation where innocent jobs would die of it. */
const SKEW_SECONDS = 1;

/** What is to be done with a message that has come back; `undefined`: it is to be run alone, where it is. */
export function onComeback(envelope: Envelope, arrival: Arrival, watch: Watch | undefined): Outcome | undefined {
  const { delivery, now } = arrival;
  const { copies = 0 } = envelope.quarantine ?? {};
  const isKilled = watch !== undefined && wasKilled(delivery, copies > 0, now, watch);
  if (isKilled) return onDeath(envelope, delivery.firstReceivedAt, arrival);
  if ((envelope.crashes ?? 0) >= MOST_CRASHES) return refuse("crashed", CRASHED, { ...arrival, envelope });
  // Copies for deaths are bounded by those.
  if (copies >= MOST_COPIES || delivery.receives <= MOST_RECEIVES) return undefined;
  return copied(envelope, envelope, arrival);
}

/** By what time a run that was killed alone is told from one that never began. */
export interface Guard {
  /** How long what runs alone is to be hidden, from its start and at each moment of its run. */
  readonly hiddenSeconds: number;
  /** How long it can have been away at most, where the queue hides for so long what nobody hides otherwise. */
  latestSeconds(visibilitySeconds: number): number;
}

/** That of a batch; where nothing is known of how long what runs it lasts, none. */
export function guardOf({ guard, time }: { readonly guard: Guard | undefined; readonly time: TimeLeft | undefined }) {
  if (guard !== undefined || time === undefined) return guard;
  const whole = Math.max(1, Math.ceil(time.wholeMs / 1000));
  return {
    hiddenSeconds: HIDDEN * whole,
    latestSeconds: (visibilitySeconds) => visibilitySeconds - Math.max(SKEW_SECONDS, whole),
  } satisfies Guard;
}

/** What tells a death: how what runs alone is hidden, and how long the queue hides what nobody hides otherwise. */
export interface Watch {
  readonly guard: Guard;
  readonly visibilitySeconds: number;
}

/**
 * What becomes of a message whose run was killed alone: sent on with that in it, or dead.
 *
 * @param at when the run began, milliseconds since 1970.
 * @param message what is known of the death, as a sentence, for the history.
 */
export function onDeath(envelope: Envelope, at: number, arrival: Arrival, message = KILLED): Outcome {
  const crashes = (envelope.crashes ?? 0) + 1;
  const history = addToHistory(envelope.history, envelope.attempt, at, { name: "Crashed", message });
  const known = { ...envelope, crashes, history };
  if (crashes >= MOST_CRASHES) return refuse("crashed", CRASHED, { ...arrival, envelope: known });
  return copied(envelope, known, arrival);
}

function copied(envelope: Envelope, known: Envelope, arrival: Arrival): Outcome {
  const copies = (envelope.quarantine?.copies ?? 0) + 1;
  return postpone(envelope, { ...known, quarantine: { copies } }, arrival, { why: "quarantine" });
}

/**
 * Whether its last run was killed, if it was away before that as any message is. A message that is no copy was first run
 * beside others, and not hidden.
 */
function wasKilled({ receives, firstReceivedAt }: Delivery, isCopy: boolean, now: number, watch: Watch): boolean {
  if (receives < (isCopy ? 2 : 3)) return false;
  const { guard, visibilitySeconds } = watch;
  const lastSeconds = (now - firstReceivedAt) / 1000 - (receives - 2) * visibilitySeconds;
  return lastSeconds >= guard.hiddenSeconds - SKEW_SECONDS && lastSeconds < guard.latestSeconds(visibilitySeconds);
}

const BY = "by the function's timeout, for memory, by an exit or a signal";

const KILLED = `What ran the job was killed while it ran alone: ${BY}.`;

const CRASHED =
  `What ran the job was killed ${MOST_CRASHES} times while it ran alone: ${BY}. Look for what blocks the process, takes its ` +
  "memory or ends it; then send it again.";
