// The file that jobs write their runs to, read while it grows.

import { closeSync, openSync, readSync } from "node:fs";

/** How a run ended by the job's own account. */
export type Ending = "completed" | "failed" | "snoozed" | "discarded";

/** One run of a job. */
export interface Run {
  /** The job's argument, by which it is told from others whether its id is known or not. */
  readonly number: number;
  readonly id: string;
  readonly attempt: number;
  /** The process that ran it, and the runner that this one belonged to. */
  readonly pid: number;
  readonly host: number;
  /** When its invocation was to end: jobs of one process with the same deadline ran in one invocation. */
  readonly deadlineAt: number;
  /** Missing where the run was cut off. */
  readonly ending?: Ending;
  /** When it ended, milliseconds since 1970; missing likewise. */
  readonly endedAt?: number;
}

export interface RunLog {
  /** Every run that has been written down by now, in the order of their starts. */
  read(): readonly Run[];
}

export function createRunLog(path: string): RunLog {
  const runs: { -readonly [Field in keyof Run]: Run[Field] }[] = [];
  const open = new Map<string, number[]>();
  const buffer = Buffer.alloc(1 << 16);
  let position = 0;
  let rest = "";

  const take = (line: string): void => {
    const [what = "", number, id = "", attempt, host, pid, deadlineAt, at] = line.split(" ");
    const run = { number: Number(number), id, attempt: Number(attempt), host: Number(host), pid: Number(pid) };
    const key = line.slice(what.length, line.lastIndexOf(" "));
    if (what === "started") {
      open.set(key, [...(open.get(key) ?? []), runs.length]);
      runs.push({ ...run, deadlineAt: Number(deadlineAt) });
      return;
    }
    const started = runs[open.get(key)?.shift() ?? -1];
    if (started === undefined) throw new Error(`${path}: a run has ended that never started: "${line}".`);
    started.ending = what as Ending;
    started.endedAt = Number(at);
  };

  return {
    read() {
      const file = openSync(path, "a+"); // no run may have been written yet
      try {
        for (let count = -1; count !== 0; position += count) {
          count = readSync(file, buffer, 0, buffer.length, position);
          const lines = (rest + buffer.toString("latin1", 0, count)).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) take(line);
        }
      } finally {
        closeSync(file);
      }
      return runs;
    },
  };
}
