// The failed attempts that a message carries along: the last five, 4 KiB in all.

import type { HistoryEntry } from "./envelope.ts";
import { cut } from "./error-record.ts";
import type { ErrorRecord } from "./events.ts";

const MOST_ENTRIES = 5;
const MOST_BYTES = 4096;
const LONGEST_NAME = 128;
const LONGEST_MESSAGE = 512;

/** The history with one more failed attempt; the oldest go when it grows too large. */
export function addToHistory(
  history: readonly HistoryEntry[] | undefined,
  attempt: number,
  at: number,
  error: ErrorRecord,
): readonly HistoryEntry[] {
  const entry: HistoryEntry = {
    attempt,
    at: new Date(at).toISOString(),
    name: error.name,
    message: cut(error.message, LONGEST_MESSAGE),
  };
  let kept = [...(history ?? []).map(plain), entry].slice(-MOST_ENTRIES);
  while (kept.length > 1 && Buffer.byteLength(JSON.stringify(kept)) > MOST_BYTES) kept = kept.slice(1);
  return kept;
}

/** Another program may have written more into it, nested as deeply as it likes. */
function plain({ attempt, at, name, message }: HistoryEntry): HistoryEntry {
  const text = (value: unknown, longest: number): string => (typeof value === "string" ? cut(value, longest) : "");
  const count = typeof attempt === "number" ? attempt : 0;
  return { attempt: count, at: text(at, 64), name: text(name, LONGEST_NAME), message: text(message, LONGEST_MESSAGE) };
}
