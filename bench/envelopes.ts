// Jobs as messages of 200 bytes, all fields in them that Errand's client writes: the same for whoever consumes them.

import { randomUUID } from "node:crypto";
import type { Envelope } from "../lib/core/envelope.ts";

const BODY_BYTES = 200;

/** @param job its name. */
export function toBody(job: string, ...args: readonly unknown[]): string {
  const envelope = {
    errand: 1,
    id: randomUUID(),
    function: job,
    args: [...args, ""],
    attempt: 1,
    enqueuedAt: new Date().toISOString(),
    priority: "low",
  } satisfies Envelope;
  const padding = "x".repeat(BODY_BYTES - JSON.stringify(envelope).length);
  return JSON.stringify({ ...envelope, args: [...args, padding] });
}
