// What it means for a message that its run has thrown.

import { failed } from "./failure.ts";
import { released, waiting } from "./next-envelope.ts";
import type { Circumstances, Outcome } from "./outcome.ts";
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
