// What becomes of a job whose run was ended from outside, and threw.

import type { Envelope } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import type { Pull } from "./leash.ts";
import { type Arrival, type Outcome, postpone } from "./outcome.ts";
import { signalOf } from "./signals.ts";

/**
 * @returns `undefined` where the job has said itself what is to become of it.
 * @throws where nothing may be sent for it: its message may be in other hands.
 */
export function onPulled(
  { why, error }: Pull,
  thrown: unknown,
  envelope: Envelope,
  arrival: Arrival,
): Outcome | undefined {
  if (why === "lost") {
    const { name, message } = toErrorRecord(thrown);
    const said = thrown === error ? "" : ` The job ended with ${name}: ${message}`;
    throw new Error(`${error.message} Whoever has it now says what becomes of it.${said}`, { cause: thrown });
  }
  if (signalOf(thrown) !== undefined) return undefined;
  return postpone(envelope, envelope, arrival, { why: "stopped" });
}
