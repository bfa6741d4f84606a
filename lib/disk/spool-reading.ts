// What the bytes of a spool's file mean: messages that wait, and what can't be read.

import type { PreparedMessage } from "../core/prepared-message.ts";
import { REMARK, readLine } from "./spool-line.ts";

/** A message that waits. */
export interface Waiting {
  readonly message: PreparedMessage;
  /** When it was written, milliseconds since 1970. */
  readonly at: number;
  /** Where its lines begin in the file: several, where it was written more than once. */
  readonly offsets: readonly number[];
}

export interface Reading {
  readonly bytes: number;
  /** In the order of their first lines. */
  readonly waiting: readonly Waiting[];
  /** Lines that are none of ours, or no longer whole. */
  readonly unreadable: readonly Buffer[];
  /** What stands after the last line's end: a line that is being written, or never was to its end. */
  readonly torn: Buffer;
}

interface Found extends Waiting {
  readonly offsets: number[];
  done: boolean;
}

const LINE_END = 10;

export function readSpoolFile(bytes: Buffer): Reading {
  const found = new Map<string, Found>();
  const unreadable: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, from)) {
    const text = bytes.subarray(from, end);
    const line = readLine(text);
    if (line !== undefined) {
      const key = toKey(line.message);
      const known = found.get(key) ?? { at: line.at, message: line.message, offsets: [], done: false };
      known.offsets.push(from);
      known.done ||= line.done;
      found.set(key, known);
    } else if (!isNothing(text)) unreadable.push(text);
    from = end + 1;
  }
  const waiting = [...found.values()].filter(({ done }) => !done);
  return { bytes: bytes.length, waiting, unreadable, torn: bytes.subarray(from) };
}

/** The same message is written twice where its sender was not sure, as an outbox after a crash. One id with two texts is two messages. */
function toKey({ id, priority, body }: PreparedMessage): string {
  return `${priority} ${id} ${body}`;
}

function isNothing(text: Buffer): boolean {
  return text.length === 0 || text.toString("latin1", 0, REMARK.length) === REMARK;
}
