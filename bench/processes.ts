// Processes of the benchmark: servers that tell their address, and children that measure themselves.

import { fork } from "node:child_process";
import { on, once } from "node:events";
import { join, resolve } from "node:path";

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

interface ChildOptions {
  readonly args?: readonly string[];
  /** Variables beside this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of Node. */
  readonly execArgv?: readonly string[];
}

/** A process of `bench/children` under way. */
export interface Child {
  /** The next thing that it sends. */
  next<Answer>(): Promise<Answer>;
  send(message: string): void;
  /** Lets go of it, and waits for its end. */
  stop(): Promise<void>;
}

/** @param name a file of `bench/children`, or the path of one. */
export function startChild(name: string, { args = [], environment = {}, execArgv = [] }: ChildOptions = {}): Child {
  const child = fork(resolve(import.meta.dirname, "children", name), [...args], {
    execArgv: [...process.execArgv, ...execArgv],
    env: { ...process.env, ...environment },
  });
  const exit = once(child, "exit");
  const messages = on(child, "message");
  return {
    async next<Answer>() {
      const gone = exit.then(([code]) => {
        throw new Error(`${name} has ended with ${code}, and told nothing`);
      });
      const { value = [] } = await Promise.race([messages.next(), gone]);
      return value[0] as Answer;
    },
    send: (message) => void child.send(message),
    async stop() {
      if (child.connected) child.disconnect();
      await exit;
    },
  };
}

/** Runs a file of `bench/children`, and returns what it sends. */
export async function runChild<Answer>(name: string, options: ChildOptions = {}): Promise<Answer> {
  const child = startChild(`${name}.ts`, options);
  const answer = await child.next<Answer>();
  await child.stop();
  return answer;
}
