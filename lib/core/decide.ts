// What it means for a message that its run has thrown.

import { trySeal } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import { failed } from "./failure.ts";
import type { Pull } from "./leash.ts";
import { released, waiting } from "./next-envelope.ts";
import { type Circumstances, type Outcome, postpone, refuse } from "./outcome.ts";
import type { Run } from "./run.ts";
import { signalOf } from "./signals.ts";

/**
 * How a delivery ends whose run has thrown.
 *
 * @param pull what it was ended with from outside.
 * @throws where nothing may be sent for it.
 */
export function decide(run: Extract<Run, { ok: false }>, circumstances: Circumstances, pull?: Pull): Outcome {
  const { envelope } = circumstances;
  if (pull?.why === "lost") throw lost(pull, run.thrown);
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
      if (pull?.why === "stopped") return postpone(envelope, envelope, circumstances, { why: "stopped" });
      return failed(run, circumstances);
    default:
      return signal satisfies never;
  }
}

/** Its message may be in other hands: what it comes to here must not count. */
function lost({ error }: Pull, thrown: unknown): Error {
  const { name, message } = toErrorRecord(thrown);
  const said = thrown === error ? "" : ` The job ended with ${name}: ${message}`;
  return new Error(`${error.message} Whoever has it now says what becomes of it.${said}`, { cause: thrown });
}
