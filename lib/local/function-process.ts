// One function process, as Lambda has an execution environment: one invocation at a time, ended at its timeout.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ErrandError } from "../core/errors.ts";
import type { ErrandEvent, ErrorRecord } from "../core/events.ts";
import type { Clock } from "../core/ports.ts";
import type { FromFunction, ToFunction } from "./messages.ts";

/** What a function process is made of. */
export interface FunctionOptions {
  /** The module that exports the jobs, as a file URL. */
  readonly jobs: URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutSeconds: number;
  readonly clock: Clock;
  readonly onEvent: (event: ErrandEvent) => void;
  /** A line that the process wrote to its standard output or error. */
  readonly onOutput: (line: string) => void;
  /** A file of the application that the process loaded. */
  readonly onLoaded: (file: string) => void;
}

export interface FunctionProcess {
  /** The names of the jobs that it runs. */
  readonly jobs: readonly string[];
  /** Rejects when the handler throws, the time is up, or the process dies. */
  invoke(event: unknown): Promise<unknown>;
  /** Whether it can still be invoked. */
  alive(): boolean;
  /** Ends the process at once. */
  end(): Promise<void>;
}

// Beside this file in the source as in the build: only the ending differs.
const MAIN = new URL(import.meta.url.endsWith(".ts") ? "./function-main.ts" : "./function-main.js", import.meta.url);

/** @throws `ErrandError` `local_failed` when the jobs can't be loaded. */
export async function startFunctionProcess(options: FunctionOptions): Promise<FunctionProcess> {
  const child = fork(MAIN, [options.jobs.href], {
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const exited = once(child, "exit").catch(() => {});
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", options.onOutput);
  }
  child.on("message", (message: FromFunction) => {
    if (message.type === "event") options.onEvent(message.event);
    if (message.type === "loaded") options.onLoaded(message.file);
  });

  const first = await nextAnswer(child, ["ready", "unloadable"]);
  if (first.type !== "ready") {
    child.kill("SIGKILL");
    await exited;
    throw unloadable(options.jobs, first.type === "died" ? { name: "Error", message: first.how } : first.error);
  }
  return {
    jobs: first.jobs,
    alive: () => child.connected && child.exitCode === null && child.signalCode === null,
    invoke: (event) => invoke(child, event, options),
    async end() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function invoke(
  child: ChildProcess,
  event: unknown,
  { clock, timeoutSeconds }: FunctionOptions,
): Promise<unknown> {
  const deadlineAt = clock.now() + timeoutSeconds * 1000;
  const message: ToFunction = { type: "invoke", event, deadlineAt };
  let timedOut = false;
  const disarm = clock.after(timeoutSeconds * 1000, () => {
    timedOut = true;
    child.kill("SIGKILL");
  });
  child.send(message);
  const answer = await nextAnswer(child, ["answered", "threw"]).finally(disarm);
  switch (answer.type) {
    case "answered":
      return answer.response;
    case "threw":
      throw Object.assign(new Error(answer.error.message), { name: answer.error.name });
    case "died":
      throw new Error(timedOut ? `it took longer than ${timeoutSeconds} seconds and was ended` : answer.how);
    default:
      return answer satisfies never;
  }
}

type Died = { readonly type: "died"; readonly how: string };

/** The next message of one of these types, or how the process ended. */
function nextAnswer<Type extends FromFunction["type"]>(
  child: ChildProcess,
  types: readonly Type[],
): Promise<Extract<FromFunction, { type: Type }> | Died> {
  return new Promise((resolve) => {
    const onMessage = (message: FromFunction) => {
      if ((types as readonly string[]).includes(message.type)) finish(message as Extract<FromFunction, { type: Type }>);
    };
    const onExit = (code: number | null, signal: string | null) =>
      finish({ type: "died", how: `its process ended with ${signal ?? `exit code ${code}`}` });
    const onError = (error: Error) => finish({ type: "died", how: `its process failed: ${error.message}` });
    function finish(answer: Extract<FromFunction, { type: Type }> | Died): void {
      child.off("message", onMessage).off("exit", onExit).off("error", onError);
      resolve(answer);
    }
    child.on("message", onMessage).on("exit", onExit).on("error", onError);
  });
}

function unloadable(jobs: URL, { name, message, stack }: ErrorRecord): ErrandError {
  const hint = message.includes(".ts")
    ? " TypeScript files need Node 22.18 or newer, and only types that can be stripped."
    : "";
  return new ErrandError(
    "local_failed",
    `The jobs of ${jobs.pathname} could not be loaded: ${name}: ${message}.${hint} Mend the file; it is then loaded again.` +
      (stack === undefined ? "" : `\n${stack}`),
  );
}
