// Errors as a message or an event carries them: plain, and cut to a bound.

import type { ErrorRecord } from "./events.ts";

const LONGEST_NAME = 128;
const LONGEST_MESSAGE = 1024;
const LONGEST_STACK = 4096;

/** What can be said of anything thrown. Reading it never throws, for what is thrown may be anything. */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  try {
    if (!(thrown instanceof Error)) return { name: "Error", message: cut(`threw ${String(thrown)}`, LONGEST_MESSAGE) };
    return {
      name: cut(String(thrown.name), LONGEST_NAME),
      message: cut(String(thrown.message), LONGEST_MESSAGE),
      ...(typeof thrown.stack === "string" ? { stack: cut(thrown.stack, LONGEST_STACK) } : {}),
    };
  } catch {
    return { name: "Error", message: "threw a value that can't be shown" };
  }
}

/** The first `length` characters, never half of a surrogate pair, with a mark where something is left out. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
