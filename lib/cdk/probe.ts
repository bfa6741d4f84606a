// What a worker's bundle holds, found out by loading it before it is deployed: mistakes that would show at the first message stop the synthesis.

import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlannedJob } from "../core/topology.ts";
import { OUT, packageRoot } from "./package-root.ts";
import type { Exported } from "./probe-main.ts";
import { inScratch } from "./scratch.ts";
import { judge, refuseEntry } from "./verdict.ts";

// Beside this file in the source as in the build: only the ending differs.
const MAIN = fileURLToPath(new URL(`./probe-main${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));

/** As long as Lambda gives an import is ten seconds; a laptop that is busy gets more. */
const LOAD_SECONDS = 30;

/** What is loaded, and as what. */
export interface Loaded {
  /** Writes the bundle into a folder. */
  readonly write: (folder: string) => void;
  /** The file of it that is loaded. */
  readonly file: string;
  /** What that is to export: a handler for Lambda, or jobs for a process that goes on. */
  readonly exported: Exported;
  /** The module that it was made of, for messages and packages. */
  readonly entry: string;
  /** The worker's own, beside this process's. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The jobs of the handler that the entry exports, or those that it exports itself.
 *
 * @throws `ErrandError` `invalid_entry`.
 */
export function probe({ write, file, exported, entry, environment }: Loaded): readonly PlannedJob[] {
  return inScratch(packageRoot(entry), ({ path, root }) => {
    const folder = join(root, OUT);
    const [output, printed] = [join(path, "errand-report.json"), join(path, "errand-stderr")];
    mkdirSync(folder);
    write(folder);
    const args = ["--enable-source-maps", MAIN, join(folder, file), resolve(entry), output, path, exported];
    const stderr = openSync(printed, "w");
    const { error, status, signal } = spawnSync(process.execPath, args, {
      env: toEnvironment(environment, exported === "handler" ? lambdasOwn(folder) : {}),
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
 * NODE_OPTIONS is nobody's: those of this process may load what runs TypeScript or wait for a debugger, and those of the worker
 * what is there only in the cloud. The region is the same everywhere.
 */
function toEnvironment(environment: Readonly<Record<string, string>>, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...inherited } = { ...process.env, ...environment };
  const region = inherited["AWS_REGION"] ?? inherited["CDK_DEFAULT_REGION"] ?? "us-east-1";
  return { ...inherited, AWS_REGION: region, ...more };
}

/** What Lambda itself sets, and `worker.environment` may not. */
function lambdasOwn(folder: string): NodeJS.ProcessEnv {
  return { AWS_LAMBDA_FUNCTION_NAME: "errand-worker", LAMBDA_TASK_ROOT: folder };
}
