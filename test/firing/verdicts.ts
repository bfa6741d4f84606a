// What a firing came to: a line of the table for each run, and what holds.

import type { Expected, Firing, Ran } from "./firing.ts";

export interface Verdict {
  readonly what: string;
  readonly holds: boolean;
}

interface Line {
  readonly what: string;
  readonly due: string;
  readonly ran: string;
  readonly lateSeconds: string;
}

/** A rate is counted from when its schedule was made, and only the endpoint knows when that was. */
const RATE = "rate in the definition";

export function toLines({ expected, ran }: Firing): readonly Line[] {
  const rates = ran.filter(({ label }) => label === RATE);
  return [
    ...expected.flatMap(({ label, dueAts }) => linesOf(label, dueAts, runsOf(ran, label))),
    ...linesOf(
      RATE,
      rates.map(({ scheduledAt = "" }) => Date.parse(scheduledAt)),
      rates,
    ),
  ];
}

/** @param lateSeconds how late a run may be, on this endpoint. */
export function toVerdicts({ expected, ran }: Firing, lateSeconds: number): readonly Verdict[] {
  const rates = runsOf(ran, RATE);
  const distances = rates.slice(1).map(({ at }, index) => at - (rates[index]?.at ?? 0));
  return [
    ...expected.flatMap((one) => verdictsOf(one, runsOf(ran, one.label), lateSeconds)),
    { what: `${RATE}: at least twice`, holds: rates.length >= 2 },
    {
      what: `${RATE}: a minute apart`,
      holds: distances.every((distance) => Math.abs(distance - 60_000) <= lateSeconds * 1000),
    },
    {
      what: "every run knows the time that it is for",
      holds: ran.every(({ scheduledAt }) => scheduledAt !== undefined),
    },
  ];
}

function verdictsOf({ label, dueAts }: Expected, runs: readonly Ran[], lateSeconds: number): readonly Verdict[] {
  const often = { what: `${label}: ${times(dueAts.length)}`, holds: runs.length === dueAts.length };
  if (dueAts.length === 0) return [often];
  const lates = runs.map(({ at }, index) => at - (dueAts[index] ?? 0));
  return [
    often,
    { what: `${label}: never before its time`, holds: lates.every((late) => late >= 0) },
    { what: `${label}: at most ${lateSeconds} s late`, holds: lates.every((late) => late <= lateSeconds * 1000) },
  ];
}

function runsOf(ran: readonly Ran[], label: string): readonly Ran[] {
  return ran.filter((run) => run.label === label).toSorted((a, b) => a.at - b.at);
}

function linesOf(what: string, dueAts: readonly number[], runs: readonly Ran[]): readonly Line[] {
  const count = Math.max(dueAts.length, runs.length, 1);
  return Array.from({ length: count }, (_, index) => {
    const [due, run] = [dueAts[index], runs[index]];
    const late = due === undefined || run === undefined ? "" : ((run.at - due) / 1000).toFixed(3);
    return { what, due: toTime(due), ran: toTime(run?.at), lateSeconds: late };
  });
}

function toTime(at: number | undefined): string {
  return at === undefined ? "never" : new Date(at).toISOString().slice(11, 23);
}

function times(count: number): string {
  return count === 0 ? "never" : count === 1 ? "once" : `${count} times, no two for one time`;
}
