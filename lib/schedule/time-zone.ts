// Which instant a wall clock's time is in a zone: one, none (the clock was put forward past it) or two (put back over it).

import { refused } from "./errors.ts";

export interface Zone {
  /** Milliseconds that its clocks are ahead of UTC at an instant. */
  offsetAt(instant: number): number;
}

// All zones change their offsets on a quarter of an hour, but for a few that did so at a minute past midnight, the last one
// in 2022: in those quarters of the past, what is told is off.
const SLOT_MS = 900_000;
const MOST_SLOTS = 10_000;
const DAY_MS = 86_400_000;

const UTC: Zone = { offsetAt: () => 0 };
const zones = new Map<string, Zone>([["UTC", UTC]]);

/** @throws `ScheduleError` when no zone has this name. */
export function zoneOf(name: string): Zone {
  const found = zones.get(name);
  if (found !== undefined) return found;
  const zone = createZone(name);
  zones.set(name, zone);
  return zone;
}

export type InZone =
  | { readonly kind: "once"; readonly instant: number }
  | { readonly kind: "twice"; readonly first: number; readonly second: number }
  | { readonly kind: "never"; readonly afterGap: number };

export function toInstant(wall: number, { offsetAt }: Zone): InZone {
  // A change of the clock shows between a day before and a day after, whatever the offset is.
  const before = offsetAt(wall - DAY_MS);
  const after = offsetAt(wall + DAY_MS);
  const early = wall - before;
  const late = wall - after;
  const isEarly = offsetAt(early) === before;
  const isLate = offsetAt(late) === after;
  if (isEarly && isLate && early !== late) {
    return { kind: "twice", first: Math.min(early, late), second: Math.max(early, late) };
  }
  if (isEarly) return { kind: "once", instant: early };
  if (isLate) return { kind: "once", instant: late };
  return { kind: "never", afterGap: early };
}

function createZone(name: string): Zone {
  const format = createFormat(name);
  const offsets = new Map<number, number>();
  return {
    offsetAt(instant) {
      const slot = Math.floor(instant / SLOT_MS);
      const kept = offsets.get(slot);
      if (kept !== undefined) return kept;
      if (offsets.size >= MOST_SLOTS) offsets.clear();
      const offset = readWall(format, slot * SLOT_MS) - slot * SLOT_MS;
      offsets.set(slot, offset);
      return offset;
    },
  };
}

/** What ICU knows besides the database's names. Source: ICU's timezoneTypes and icuzones. */
const NOT_IANA = /^(A[CEGR]T|AST|BET|BST|CAT|C[NS]T|CTT|E[AC]T|IET|[IJNPS]ST|MIT|NET|P[LNR]T|VST|SystemV\/.*)$/;

function createFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = "numeric" as const;
  const date = { year: numeric, month: numeric, day: numeric };
  const time = { hour: numeric, minute: numeric, second: numeric, hourCycle: "h23" as const };
  const expected = "a name of the IANA database, as Europe/Berlin or UTC";
  // Node takes "+01:00" too, and old letters such as BST, which is Bangladesh; the database has names only.
  if (!/^[A-Za-z]/.test(timeZone) || NOT_IANA.test(timeZone)) throw refused("time zone", expected, timeZone);
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { ...date, ...time, timeZone });
  } catch {
    throw refused("time zone", expected, timeZone);
  }
  // Node takes any case; the database's names have one, and nothing says that AWS is as lenient.
  const name = format.resolvedOptions().timeZone;
  if (name === timeZone || name.toLowerCase() !== timeZone.toLowerCase()) return format;
  throw refused("time zone", expected, timeZone, `Write ${name}.`);
}

function readWall(format: Intl.DateTimeFormat, instant: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
