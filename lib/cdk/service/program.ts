// The program of a task: made around the jobs, and told by one variable how it is to work.

import { WORKER } from "../../core/environment.ts";
import type { Priority } from "../../core/ports.ts";
import { JOBS } from "../bundled-file.ts";

/** What the worker is told, as `createWorker` takes it. */
export interface WorkerSettings {
  readonly concurrency: number;
  readonly priorities: readonly Priority[];
  readonly only?: readonly string[];
  /** In seconds. */
  readonly grace: number;
  readonly health?: { readonly port: number };
}

/** @param specifier how it imports the jobs. Its worker threads import the file that the bundle has for them. */
export function toProgram(specifier: string): string {
  return [
    'import { createWorker } from "errand/worker";',
    `import * as jobs from ${specifier};`,
    `const module = new URL("./${JOBS}", import.meta.url);`,
    `const settings = JSON.parse(process.env.${WORKER} ?? "{}");`,
    "await createWorker(jobs, { module, ...settings }).run();",
    "process.exit(0); // whatever a job has left open",
    "",
  ].join("\n");
}
