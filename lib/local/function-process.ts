// One function process, as Lambda has an execution environment: one invocation at a time, ended at its timeout.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Enclosed, open } from "../core/enclosed.ts";
import type { ErrandEvent } from "../core/events.ts";
import type { Clock } from "../core/ports.ts";
import { toLoadError } from "./load-error.ts";
import type { FromFunction, Loaded, ToFunction } from "./messages.ts";

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
  /** A file of the application that the process loads. */
  readonly onLoaded: (file: string) => void;
}

export interface FunctionProcess {
  /** Resolves once its jobs are loaded; rejects with `ErrandError` `local_failed` when they can't be. */
  readonly loaded: Promise<Loaded>;
  /** Rejects when the handler throws, the time is up, or the process dies. */
  invoke(event: unknown): Promise<unknown>;
  /** Whether it can still be invoked. */
  alive(): boolean;
  /** Whether a signal from outside has ended it: that tells nothing about its code. */
  killed(): boolean;
  /** Ends the process at once. */
  end(): Promise<void>;
}

/** A module that takes longer waits for something that won't come. */
const LOAD_SECONDS = 30;

/** How long after its disconnect a process may take to end. */
const DISCONNECTED_MILLISECONDS = 500;

// Beside this file in the source as in the build: only the ending differs.
const MAIN = new URL(import.meta.url.endsWith(".ts") ? "./function-main.ts" : "./function-main.js", import.meta.url);

export function startFunctionProcess(options: FunctionOptions): FunctionProcess {
  const token = crypto.randomUUID();
  const child = fork(MAIN, [options.jobs.href, token], {
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const exited = once(child, "exit").catch(() => {}); // "error" instead: there was no process to end
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", options.onOutput);
  }
  child.on("message", (received) => {
    const message = open<FromFunction>(received, token);
    if (message?.type === "event") options.onEvent(message.event);
    if (message?.type === "loaded") options.onLoaded(message.file);
  });
  const channel = { child, token, options };
  return {
    loaded: load(channel),
    alive: () => child.connected && child.exitCode === null && child.signalCode === null,
    killed: () => child.signalCode !== null && !child.killed,
    invoke: (event) => invoke(channel, event),
    async end() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

interface Channel {
  readonly child: ChildProcess;
  readonly token: string;
  readonly options: FunctionOptions;
}

async function load(channel: Channel): Promise<Loaded> {
  const { child, options } = channel;
  const answer = await ask(channel, ["ready", "unloadable"], LOAD_SECONDS);
  if (answer.type === "ready") return answer;
  child.kill("SIGKILL");
  const failure = answer.type === "died" ? { error: { name: "Error", message: answer.how }, code: undefined } : answer;
  throw toLoadError(options.jobs, failure);
}

async function invoke(channel: Channel, event: unknown): Promise<unknown> {
  const { clock, timeoutSeconds } = channel.options;
  const message: ToFunction = { type: "invoke", event, deadlineAt: clock.now() + timeoutSeconds * 1000 };
  const answering = ask(channel, ["answered", "threw"], timeoutSeconds);
  const enclosed: Enclosed<ToFunction> = [channel.token, message];
  channel.child.send(enclosed, () => {}); // a channel that is closed is told of by the process's end
  const answer = await answering;
  switch (answer.type) {
    case "answered":
      return answer.response;
    case "threw":
      throw Object.assign(new Error(answer.error.message), { name: answer.error.name });
    case "died":
      throw new Error(answer.how);
    default:
      return answer satisfies never;
  }
}

type Died = { readonly type: "died"; readonly how: string };

/** The next message of one of these types, or how the process ended; it is ended itself when it takes too long. */
function ask<Type extends FromFunction["type"]>(
  { child, token, options }: Channel,
  types: readonly Type[],
  seconds: number,
): Promise<Extract<FromFunction, { type: Type }> | Died> {
  return new Promise((resolve) => {
    const onMessage = (received: unknown) => {
      const message = open<FromFunction>(received, token);
      if (message !== undefined && (types as readonly string[]).includes(message.type)) {
        finish(message as Extract<FromFunction, { type: Type }>);
      }
    };
    const died = (how: string) => finish({ type: "died", how });
    const onExit = (code: number | null, signal: string | null) =>
      died(`its process ended with ${signal ?? `exit code ${code}`}`);
    const onError = (error: Error) => died(`its process failed: ${error.message}`);
    // A process that ends cuts the connection first: only when it doesn't end is that all there is to tell.
    const onDisconnect = () =>
      void options.clock.after(DISCONNECTED_MILLISECONDS, () => {
        died("its process has cut the connection to the runner");
        child.kill("SIGKILL");
      });
    const disarm = options.clock.after(seconds * 1000, () => {
      died(`it took longer than ${seconds} s and was ended`);
      child.kill("SIGKILL");
    });
    function finish(answer: Extract<FromFunction, { type: Type }> | Died): void {
      disarm();
      child.off("message", onMessage).off("exit", onExit).off("error", onError).off("disconnect", onDisconnect);
      resolve(answer);
    }
    child.on("message", onMessage).on("exit", onExit).on("error", onError).on("disconnect", onDisconnect);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
  });
}
