// How "errand spool status" tells what waits.

import type { SpoolStatus } from "../core/ports.ts";

interface Place {
  readonly directory: string;
  readonly isThere: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function toSpoolLines(
  { messages, bytes, oldestAt, setAside }: SpoolStatus,
  { directory, isThere, now }: Place,
): readonly string[] {
  if (!isThere) return [`No message waits: there is no directory ${directory}`];
  const waiting =
    oldestAt === undefined
      ? `No message waits in ${directory}`
      : `${count(messages, "message")} in ${directory}, ${count(bytes, "byte")}, the oldest for ${toAge(now - oldestAt)}`;
  return setAside === 0
    ? [waiting]
    : [waiting, `${count(setAside, "line")} set aside, to be looked at in ${directory}/set-aside`];
}

const UNITS: readonly (readonly [string, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** In the largest unit of which there are two. */
function toAge(milliseconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => milliseconds >= 2 * length) ?? ["second", 1000];
  return count(Math.max(0, Math.floor(milliseconds / length)), unit);
}

export function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}
