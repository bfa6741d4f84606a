// What it means for a message that its run has thrown.

import { trySeal } from "./envelope.ts";
import { failed } from "./failure.ts";
import { released, waiting } from "./next-envelope.ts";
import { type Circumstances, type Outcome, refuse } from "./outcome.ts";
import type { Run } from "./run.ts";
import { signalOf } from "./signals.ts";

/** How a delivery ends whose run has thrown. */
export function decide(run: Extract<Run, { ok: false }>, circumstances: Circumstances): Outcome {
  const { envelope } = circumstances;
  const { ranSeconds } = run;
  const signal = signalOf(run.thrown);
  switch (signal?.kind) {
    case "discard":
      return { kind: "discarded", envelope, ranSeconds, why: signal.why };
    case "snooze": {
      const { hops = 0 } = envelope;
      // Put off by nothing, again and again, it would be a loop that runs hot.
      const counted = signal.delaySeconds < 1 ? { ...envelope, hops: hops + 1 } : envelope;
      const next = waiting(released(counted), circumstances.now, signal.delaySeconds);
      const { delivery, now, limits } = circumstances;
      if (trySeal(next, limits) === undefined) {
        return refuse("too_large", "It put itself off, and is too large to be sent on.", {
          delivery,
          now,
          limits,
          envelope,
        });
      }
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
