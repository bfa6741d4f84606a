// Runs for tests: of job 1, its first attempt, completed.

import type { Run } from "../run-log.ts";

const RUN = { number: 1, attempt: 1, host: 100, pid: 200, deadlineAt: 3000, ending: "completed" } as const;

/** `ending: undefined` is a run that was cut off. */
export function aRun(changes: Partial<Omit<Run, "ending">> & { readonly ending?: Run["ending"] | undefined }): Run {
  const { ending, ...run } = { ...RUN, ...changes };
  return { id: `id-${run.number}`, ...run, ...(ending === undefined ? {} : { ending }) };
}
