import fc from "fast-check";
import { expect, test } from "vitest";
import { nextAfter } from "../../lib/schedule/next-run.ts";
import { parse } from "../../lib/schedule/parse.ts";

// Against what a clerk would do who looks at the clock on the wall every minute, and at a list of what is done already.

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

interface Moment {
  readonly instant: number;
  /** minutes, hours, day of month, month, day of week: AWS's numbers. */
  readonly wall: readonly number[];
  readonly text: string;
}

/** Every minute of four days around a change of the clock, as the zone's wall clocks show it. */
function minutesAround(timeZone: string, change: string): readonly Moment[] {
  const numeric = "numeric" as const;
  const parts = { minute: numeric, hour: numeric, day: numeric, month: numeric, year: numeric };
  const format = new Intl.DateTimeFormat("en-GB", { ...parts, hourCycle: "h23", timeZone });
  const from = Date.parse(change) - 2 * DAY;
  return Array.from({ length: 4 * 1440 }, (_, index) => {
    const instant = from + index * MINUTE;
    const text = format.format(instant);
    const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = text.split(/\D+/).map(Number);
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
    return { instant, wall: [minute, hour, day, month, weekday], text };
  });
}

const CHANGES = [
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z"],
  ["America/New_York", "2026-11-01T06:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
  ["Asia/Kathmandu", "2028-02-29T00:00Z"],
] as const;

/** A field as AWS writes it, and which values it lets through. */
interface Written {
  readonly text: string;
  readonly takes: (value: number) => boolean;
}

function field(low: number, high: number): fc.Arbitrary<Written> {
  const value = fc.integer({ min: low, max: high });
  const item = fc.oneof(
    value.map((one) => ({ text: `${one}`, takes: (given: number) => given === one })),
    fc.tuple(value, value).map(([one, other]) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      return { text: `${from}-${to}`, takes: (given: number) => given >= from && given <= to };
    }),
    fc.tuple(value, fc.integer({ min: 1, max: 30 })).map(([from, step]) => ({
      text: `${from}/${step}`,
      takes: (given: number) => given >= from && (given - from) % step === 0,
    })),
  );
  const list = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map(({ text }) => text).join(","),
    takes: (given: number) => items.some(({ takes }) => takes(given)),
  }));
  const all: Written = { text: "*", takes: () => true };
  return fc.oneof({ weight: 1, arbitrary: list }, { weight: 1, arbitrary: fc.constant(all) });
}

const none: Written = { text: "?", takes: () => true };
const fields = fc.oneof(
  fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), fc.constant(none)),
  fc.tuple(field(0, 59), field(0, 23), fc.constant(none), field(1, 12), field(1, 7)),
);

test.each(CHANGES)("%s around %s", (timeZone, change) => {
  const moments = minutesAround(timeZone, change);
  const first = moments[0]?.instant ?? 0;
  const last = moments.at(-1)?.instant ?? 0;

  fc.assert(
    fc.property(fields, (written) => {
      const done = new Set<string>();
      const expected: number[] = [];
      for (const { instant, wall, text } of moments) {
        if (!written.every(({ takes }, index) => takes(wall[index] ?? -1)) || done.has(text)) continue;
        done.add(text);
        expected.push(instant);
      }
      const schedule = parse(`cron(${written.map(({ text }) => text).join(" ")} *)`);
      const runs: number[] = [];
      let next = nextAfter(schedule, { timeZone, after: first - 1, end: last });
      while (next !== undefined) {
        runs.push(next);
        next = nextAfter(schedule, { timeZone, after: next, end: last });
      }
      expect(runs).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
