// What becomes of a job whose run was to end before it began.

import type { Envelope } from "./envelope.ts";
import type { Pull } from "./leash.ts";
import { stillSuspect } from "./next-envelope.ts";
import { type Arrival, type Outcome, postpone } from "./outcome.ts";

/**
 * It is sent on as it came.
 *
 * @throws where its message may be in other hands.
 */
export function notBegun({ why, error }: Pull, envelope: Envelope, arrival: Arrival): Outcome {
  if (why === "lost") throw error;
  return postpone(envelope, stillSuspect(envelope, arrival.delivery.receives), arrival, { why: "stopped" });
}
