// Errors as a message or an event carries them: plain, and cut to a bound.

import { show } from "./errors.ts";
import type { ErrorRecord } from "./events.ts";

// In bytes, so that what a retry or a death adds to a message has a bound: see RESERVED_BYTES of sealing.ts.
const LONGEST_NAME = 128;
export const LONGEST_MESSAGE = 1024;
const LONGEST_STACK = 4096;
const DEEPEST_CAUSE = 3;

/** What can be said of anything thrown. Reading it never throws, for what is thrown may be anything. */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  try {
    if (!(thrown instanceof Error)) return { name: "Error", message: cut(`threw ${toText(thrown)}`, LONGEST_MESSAGE) };
    return {
      name: cut(String(thrown.name), LONGEST_NAME),
      message: cut(`${thrown.message}${causesOf(thrown)}`, LONGEST_MESSAGE),
      ...(typeof thrown.stack === "string" ? { stack: cut(thrown.stack, LONGEST_STACK) } : {}),
    };
  } catch {
    return { name: "Error", message: "threw a value that can't be shown" };
  }
}

/** Node's own errors tell the reason there: of a failed `fetch`, the cause has the host. */
function causesOf(error: Error, depth = 1): string {
  const { cause = error instanceof AggregateError ? error.errors[0] : undefined } = error;
  if (cause === undefined || depth > DEEPEST_CAUSE) return "";
  if (!(cause instanceof Error)) return `; caused by ${toText(cause)}`;
  return `; caused by ${cause.name}: ${cause.message}${causesOf(cause, depth + 1)}`;
}

function toText(value: unknown): string {
  return typeof value === "object" && value !== null ? show(value) : String(value);
}

/**
 * The longest beginning that takes at most `bytes` in JSON, with a mark where something is left out. Half of a surrogate pair, of which
 * RFC 8785 and so a signature knows nothing, is replaced.
 */
export function cut(text: string, bytes: number): string {
  const whole = text.toWellFormed();
  if (bytesInJson(whole) <= bytes) return whole;
  let kept = whole.slice(0, bytes);
  for (let size = bytesInJson(kept); size + 3 > bytes; size = bytesInJson(kept)) {
    kept = kept.slice(0, Math.floor((kept.length * (bytes - 3)) / size) - 1);
  }
  return `${kept.replace(/[\uD800-\uDBFF]$/, "")}…`; // never half of a surrogate pair
}

function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
