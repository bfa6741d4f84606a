// What the report of a worker that was loaded means: its jobs, or the sentence that stops the synthesis.

import { ErrandError } from "../core/errors.ts";
import type { PlannedJob } from "../core/topology.ts";
import type { ProbeReport } from "./probe-main.ts";

/** @throws `ErrandError` `invalid_entry`. */
export function judge(report: ProbeReport, entry: string): readonly PlannedJob[] {
  const { thrown, ours = false, unfit, handler, jobs, connections } = report;
  const [first] = connections;
  if (first !== undefined) {
    throw refuseEntry(
      entry,
      `it, or a module of its jobs, opens a connection to ${first} when it is imported. Whatever enqueues its jobs imports them too: ` +
        "open it at a job's first run, or put the job's function behind lazy(() => import(…)).",
    );
  }
  if (thrown !== undefined)
    throw refuseEntry(entry, `it throws when it is imported:\n${thrown}${ours ? "" : `\n${remedy(thrown)}`}`);
  if (unfit !== undefined) throw refuseEntry(entry, `it must export jobs. ${unfit}`);
  if (handler === undefined && jobs !== undefined) return jobs;
  if (handler !== "function") {
    const got = handler === "undefined" ? "nothing of that name" : `a ${handler}`;
    throw refuseEntry(
      entry,
      `it must export a function "handler", got ${got}. Write: export const handler = createHandler(jobs);`,
    );
  }
  if (jobs === undefined) {
    throw refuseEntry(
      entry,
      'its handler must run jobs, but createHandler of "errand/lambda" was not called. Write: export const handler = createHandler(jobs);',
    );
  }
  return jobs;
}

export function refuseEntry(entry: string, why: string, cause?: unknown): ErrandError {
  return new ErrandError("invalid_entry", `The worker ${entry} can't be deployed: ${why}`, { cause });
}

function remedy(thrown: string): string {
  return /^Error: ENOENT\b.*[\\/]bundle[\\/]/.test(thrown)
    ? "Beside the code lies only what is named: give the file or folder as bundling.assets."
    : "What it needs then must be there at synthesis too: give its variables as worker.environment, or read them when a job runs; " +
        "name packages with native code in bundling.nodeModules.";
}
