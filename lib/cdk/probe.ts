// What a worker's bundle holds, found out by loading it before it is deployed: mistakes that would show at the first message stop the synthesis.

import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlannedJob } from "../core/topology.ts";
import { INDEX } from "./bundled-file.ts";
import { OUT, packageRoot } from "./package-root.ts";
import { inScratch } from "./scratch.ts";
import { judge, refuseEntry } from "./verdict.ts";

// Beside this file in the source as in the build: only the ending differs.
const MAIN = fileURLToPath(new URL(`./probe-main${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));

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
  return inScratch(packageRoot(entry), ({ path, root }) => {
    const folder = join(root, OUT);
    const [output, printed] = [join(path, "errand-report.json"), join(path, "errand-stderr")];
    mkdirSync(folder);
    write(folder);
    const args = ["--enable-source-maps", MAIN, join(folder, INDEX), resolve(entry), output, path];
    const stderr = openSync(printed, "w");
    const { error, status, signal } = spawnSync(process.execPath, args, {
      env: toEnvironment(environment, folder),
      timeout: LOAD_SECONDS * 1000,
      killSignal: "SIGKILL",
      // A file and no pipe: a process that the worker has started, and left, would hold that open.
      stdio: ["ignore", "ignore", stderr],
    });
    closeSync(stderr);
    if (existsSync(output)) return judge(JSON.parse(readFileSync(output, "utf8")), entry);
    const took = (error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT";
    const why = took
      ? `it had not loaded after ${LOAD_SECONDS} seconds. What waits when it is imported must wait when a job runs`
      : `its process ended with ${signal ?? status} while it loaded:\n${readFileSync(printed, "utf8").slice(-2000).trim()}\n`;
    throw refuseEntry(entry, `${why}.`, error);
  });
}

/**
 * What Lambda itself sets, and `worker.environment` may not. NODE_OPTIONS is nobody's: those of this process may load what
 * runs TypeScript or wait for a debugger, and those of the worker what only Lambda's layers have.
 */
function toEnvironment(environment: Readonly<Record<string, string>>, folder: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...inherited } = { ...process.env, ...environment };
  const region = inherited["AWS_REGION"] ?? inherited["CDK_DEFAULT_REGION"] ?? "us-east-1";
  return { ...inherited, AWS_REGION: region, AWS_LAMBDA_FUNCTION_NAME: "errand-worker", LAMBDA_TASK_ROOT: folder };
}
