// A command of `errand` in a process of its own, as users start it: its log is kept and read, and it can be killed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");

/** The module whose jobs it runs. */
export const JOBS = join(import.meta.dirname, "fixtures/jobs.ts");

export interface ErrandOptions {
  readonly args: readonly string[];
  /** Where its jobs write what they do, and its log is kept under this name. */
  readonly folder: string;
  readonly name: string;
  /** Where its jobs send to. */
  readonly proxyUrl: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the line of its log begins with that says that it is ready. */
  readonly ready: string;
  /** Hears every line of its log. */
  readonly onLine: (line: string) => void;
  /** Hears every line that it prints. */
  readonly onPrinted?: (line: string) => void;
}

/** How a process ended. */
interface Exit {
  /** `null` where a signal has ended it. */
  readonly code: number | null;
  /** The last line of its log. */
  readonly last: string;
}

export interface ErrandProcess {
  readonly pid: number;
  /** Resolves with true once it is ready, with false where it has ended before. */
  readonly ready: Promise<boolean>;
  readonly exited: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
}

export function startErrand(options: ErrandOptions): ErrandProcess {
  const { args, folder, name, proxyUrl, environment = {}, ready: begin, onLine, onPrinted } = options;
  const child = spawn(process.execPath, ["--conditions=@errand/source", "--", join(ROOT, "lib/cli.ts"), ...args], {
    env: { ...process.env, ...environment, CHAOS_FOLDER: folder, CHAOS_PROXY: proxyUrl },
    stdio: ["ignore", onPrinted === undefined ? "ignore" : "pipe", "pipe"],
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end); // never outlives who started it
  const log = createWriteStream(join(folder, `${name}.log`), { flags: "a" });
  const isReady = Promise.withResolvers<boolean>();
  let last = "";
  if (child.stdout !== null && onPrinted !== undefined) createInterface({ input: child.stdout }).on("line", onPrinted);
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => {
    last = line;
    log.write(`${child.pid} ${line}\n`);
    onLine(line);
    if (line.startsWith(begin)) isReady.resolve(true);
  });
  const exited = once(child, "close").then(([code]): Exit => {
    process.off("exit", end);
    log.end();
    isReady.resolve(false);
    return { code, last };
  });
  return { pid: child.pid ?? 0, ready: isReady.promise, exited, signal: (signal) => void child.kill(signal) };
}
