// `errand dev` as users start it, in a process that can be killed and started again on the same data and port.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "../..");
const JOBS = join(import.meta.dirname, "fixtures/jobs.ts");

export interface HostOptions {
  /** Where its data is kept, its log is written, and its jobs write what they do. */
  readonly folder: string;
  /** The flags that say which SQS it works on. */
  readonly flags: readonly string[];
  readonly timeoutSeconds: number;
  /** Where the jobs' processes send to. */
  readonly proxyUrl: string;
  /** Hears every line of its log. */
  readonly onLine: (line: string) => void;
}

export interface Host {
  /** The variables that it printed. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pid: number;
  /** The processes that run its jobs. */
  functions(): Promise<readonly number[]>;
  /** Ends it in the midst of what it does. */
  kill(): Promise<void>;
  /** Asks it to end, as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when it is ready. */
export async function startHost({ folder, flags, timeoutSeconds, proxyUrl, onLine }: HostOptions): Promise<Host> {
  const errand = ["--conditions=@errand/source", "--", join(ROOT, "lib/cli.ts"), "dev", "--jobs", JOBS, "--no-watch"];
  const child = spawn(process.execPath, [...errand, "--timeout", String(timeoutSeconds), ...flags], {
    env: { ...process.env, CHAOS_FOLDER: folder, CHAOS_PROXY: proxyUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end); // never outlives who started it
  const exited = once(child, "close").finally(() => process.off("exit", end));
  const log = createWriteStream(join(folder, "host.log"), { flags: "a" });
  const ready = Promise.withResolvers<void>();
  const environment: Record<string, string> = {};
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [name = "", value = ""] = line.split("=", 2);
    environment[name] = value;
  });
  let last = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    last = line;
    log.write(`${line}\n`);
    onLine(line);
    if (line.startsWith("Ready at ")) ready.resolve();
  });
  void exited.then(() => log.end());
  const dead = exited.then(([code]) => {
    throw new Error(`errand dev ended with ${code} before it was ready: ${last}`);
  });
  await Promise.race([ready.promise, dead]);
  dead.catch(() => {});
  return toHost(child, exited, environment);
}

function toHost(child: ChildProcess, exited: Promise<unknown[]>, environment: Record<string, string>): Host {
  const pid = child.pid ?? 0;
  const endWith = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = await exited;
    return code as number | null;
  };
  return {
    environment,
    pid,
    functions: () => childrenOf(pid),
    kill: async () => void (await endWith("SIGKILL")),
    stop: () => endWith("SIGTERM"),
  };
}

/** Asked of the system at once before a kill, so that no other process is ever hit. */
async function childrenOf(parent: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}
