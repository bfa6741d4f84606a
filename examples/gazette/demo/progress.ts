// How far a queue has come, in one line: a bar of its jobs, and how many are in which state.

import { styleText } from "node:util";
import { hasEnded, type JobRecord } from "./job-record.ts";

const BAR_WIDTH = 20;

export function progressLine(queue: JobRecord["priority"], records: readonly JobRecord[]): string {
  const jobs = records.filter(({ priority }) => priority === queue);
  const count = (...states: JobRecord["state"][]) => jobs.filter(({ state }) => states.includes(state)).length;
  const ended = jobs.filter(hasEnded).length;
  const states = [
    [count("running"), "running"],
    [count("waiting"), "waiting"],
    [count("retrying"), "to retry"],
    [count("dead"), "dead"],
  ] as const;
  const notes = states.filter(([number]) => number > 0).map(([number, name]) => `${number} ${name}`);
  const tally = `${ended}/${jobs.length}`.padStart(7);
  return [queue.padEnd(4), bar(ended, count("running"), jobs.length), tally, notes.join(", ")].join("  ").trimEnd();
}

/** Ended jobs solid, running ones half, the others thin; something running always shows. */
function bar(ended: number, running: number, all: number): string {
  const cells = (number: number) => (all === 0 ? 0 : (number / all) * BAR_WIDTH);
  const solid = Math.floor(cells(ended));
  const half = running === 0 ? 0 : Math.max(1, Math.ceil(cells(ended + running)) - solid);
  const thin = BAR_WIDTH - solid - half;
  return (
    styleText("green", "█".repeat(solid)) + styleText("yellow", "▒".repeat(half)) + styleText("dim", "·".repeat(thin))
  );
}
