// `errand dev` in a process that can be killed and started again on the same data and port.

import { JOBS, startErrand } from "./errand-process.ts";

export interface HostOptions {
  /** Where its data is kept, its log is written, and its jobs write what they do. */
  readonly folder: string;
  /** Those that say which SQS it works on, and what it runs. */
  readonly flags: readonly string[];
  /** Where the jobs' processes send to. */
  readonly proxyUrl: string;
  /** Hears every line of its log. */
  readonly onLine: (line: string) => void;
}

export interface Host {
  /** The variables that it printed. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pid: number;
  /** Ends it in the midst of what it does. */
  kill(): Promise<void>;
  /** Asks it to end, as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when it is ready. */
export async function startHost({ flags, ...rest }: HostOptions): Promise<Host> {
  const environment: Record<string, string> = {};
  const { pid, ready, exited, signal } = startErrand({
    ...rest,
    args: ["dev", "--jobs", JOBS, "--no-watch", ...flags],
    name: "host",
    ready: "Ready at ",
    onPrinted(line) {
      const [name = "", value = ""] = line.split("=", 2);
      environment[name] = value;
    },
  });
  if (!(await ready)) {
    const { code, last } = await exited;
    throw new Error(`errand dev ended with ${code} before it was ready: ${last}`);
  }
  const endWith = async (how: NodeJS.Signals): Promise<number | null> => {
    signal(how);
    return (await exited).code;
  };
  return {
    environment,
    pid,
    kill: async () => void (await endWith("SIGKILL")),
    stop: () => endWith("SIGTERM"),
  };
}
