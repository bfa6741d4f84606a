// What a worker's bundle holds, found out by loading it before it is deployed: mistakes that would show at the first message stop the synthesis.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ErrandError } from "../core/errors.ts";
import type { PlannedJob } from "../core/topology.ts";
import { INDEX } from "./bundle.ts";
import type { ProbeReport } from "./probe-main.ts";

// Beside this file in the source as in the build: only the ending differs.
const MAIN = new URL(import.meta.url.endsWith(".ts") ? "./probe-main.ts" : "./probe-main.js", import.meta.url);

/** As long as Lambda gives an import is ten seconds; a laptop that is busy gets more. */
const LOAD_SECONDS = 30;

/**
 * The jobs of the handler that the entry exports.
 *
 * @param write writes the bundle into a folder.
 * @param entry the module that it was made of, for messages and packages.
 * @param environment the worker's own, beside this process's.
 * @throws `ErrandError` `invalid_entry`.
 */
export function probe(
  write: (folder: string) => void,
  entry: string,
  environment: Readonly<Record<string, string>>,
): readonly PlannedJob[] {
  const scratch = mkdtempSync(join(tmpdir(), "errand-probe-"));
  try {
    const [folder, output] = [join(scratch, "bundle"), join(scratch, "report.json")];
    mkdirSync(folder);
    write(folder);
    const args = [MAIN.pathname, join(folder, INDEX), resolve(entry), output];
    const { error, status, signal, stderr } = spawnSync(process.execPath, args, {
      env: { ...process.env, ...environment },
      encoding: "utf8",
      timeout: LOAD_SECONDS * 1000,
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (existsSync(output)) return judge(JSON.parse(readFileSync(output, "utf8")), entry);
    const took = (error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT";
    const why = took
      ? `it had not loaded after ${LOAD_SECONDS} seconds. What waits when it is imported must wait when a job runs`
      : `its process ended with ${signal ?? status} while it loaded:\n${stderr.trim()}\n`;
    throw new ErrandError("invalid_entry", `The worker ${entry} can't be deployed: ${why}.`, { cause: error });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function judge({ thrown, handler, jobs, connections }: ProbeReport, entry: string): readonly PlannedJob[] {
  const refuse = (why: string): ErrandError =>
    new ErrandError("invalid_entry", `The worker ${entry} can't be deployed: ${why}`);
  const [first] = connections;
  if (first !== undefined) {
    throw refuse(
      `it, or a module of its jobs, opens a connection to ${first} when it is imported. Whatever enqueues its jobs imports them too: ` +
        "open it at a job's first run, or put the job's function behind lazy(() => import(…)).",
    );
  }
  if (thrown !== undefined) {
    throw refuse(
      `it throws when it is imported:\n${thrown}\nWhat it needs then must be there at synthesis too: give its variables as ` +
        "worker.environment, or read them when a job runs.",
    );
  }
  if (handler !== "function") {
    const got = handler === "undefined" ? "nothing of that name" : `a ${handler}`;
    throw refuse(`it must export a function "handler", got ${got}. Write: export const handler = createHandler(jobs);`);
  }
  if (jobs === undefined) {
    throw refuse(
      'its handler must run jobs, but createHandler of "errand/lambda" was not called. Write: export const handler = createHandler(jobs);',
    );
  }
  return jobs;
}
