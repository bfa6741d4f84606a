// How a message stands in a spool's file: a line that tells by itself whether it is whole.

import { hash } from "node:crypto";
import type { PreparedMessage } from "../core/prepared-message.ts";

/** What a line begins with; the one is written over the other in its place, so that a full disk can't prevent it. */
type Word = "wait" | "done";

/** What a line begins with once its message needs no more sending. */
export const DONE: Uint8Array = new TextEncoder().encode("done" satisfies Word);

/** Lines that begin so are for people, and no messages. */
export const REMARK = "# set aside ";

/** A message as a line holds it. */
export interface SpoolLine {
  readonly done: boolean;
  /** When it was written, milliseconds since 1970. */
  readonly at: number;
  readonly message: PreparedMessage;
}

/** Version 1 of what a line holds. */
const VERSION = 1;

/** Any word of four letters: one that was half written over is still followed by the whole message. */
const HEAD = /^([a-z]{4}) ([0-9a-f]{16}) \{$/;
const HEAD_BYTES = "wait 0123456789abcdef {".length;
const JSON_AT = HEAD_BYTES - 1;
const CARRIAGE_RETURN = 13;

/** The line, with its end. JSON has no line breaks of its own. */
export function toLine(message: PreparedMessage, at: number): string {
  const json = JSON.stringify({ v: VERSION, at, message });
  return `${"wait" satisfies Word} ${toSum(json)} ${json}\n`;
}

/**
 * @param line without its end. Of Windows' two characters the first may still be there: an editor's work, which leaves a message
 * as it was.
 *
 * @returns `undefined` for whatever is not a line as `toLine` writes it.
 */
export function readLine(line: Buffer): SpoolLine | undefined {
  const [, word, sum] = HEAD.exec(line.toString("latin1", 0, HEAD_BYTES)) ?? [];
  if (word === undefined) return undefined;
  const json = line.subarray(JSON_AT, line.at(-1) === CARRIAGE_RETURN ? -1 : undefined);
  return toSum(json) === sum ? toSpoolLine(word === "done", json.toString("utf8")) : undefined;
}

/** What holds for a text of the right sum that another version, or somebody else, has written: it need not be ours. */
function toSpoolLine(done: boolean, json: string): SpoolLine | undefined {
  try {
    const { v, at, message } = JSON.parse(json);
    return v === VERSION && Number.isFinite(at) && isMessage(message) ? { done, at, message } : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: Partial<Record<keyof PreparedMessage, unknown>>): value is PreparedMessage {
  const { id, job, body, priority } = value;
  return [id, job, body].every((part) => typeof part === "string") && (priority === "high" || priority === "low");
}

/** 64 bits of SHA-256: what is torn or was altered fits by chance never. */
function toSum(json: string | Buffer): string {
  return hash("sha256", json, "hex").slice(0, 16);
}
