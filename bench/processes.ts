// Processes of the benchmark: servers that tell their address, and children that measure themselves.

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface ServerProcess {
  readonly url: string;
  /** Microseconds that it has taken of the processor so far. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** @param name a file of `bench/servers`, which gets the arguments. */
export async function startServer(name: string, args: readonly string[] = []): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, "servers", `${name}.ts`), [...args]);
  const [url] = (await once(child, "message")) as [string];
  return {
    url,
    async cpu() {
      child.send("cpu");
      const [microseconds] = (await once(child, "message")) as [number];
      return microseconds;
    },
    async stop() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

/** Runs a file of `bench/children`, and returns what it sends. */
export async function runChild<Answer>(name: string, execArgv: readonly string[] = []): Promise<Answer> {
  const child = fork(join(import.meta.dirname, "children", `${name}.ts`), {
    execArgv: [...process.execArgv, ...execArgv],
  });
  const [answer] = (await once(child, "message")) as [Answer];
  if (child.connected) child.disconnect();
  return answer;
}
