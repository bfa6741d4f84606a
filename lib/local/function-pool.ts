// The function as Lambda scales it: an idle process takes the invocation, else a new one is started.

import { type FunctionOptions, type FunctionProcess, startFunctionProcess } from "./function-process.ts";
import type { Loaded } from "./messages.ts";

export interface FunctionPool {
  /** What the code that runs now holds. */
  loaded(): Loaded;
  invoke(event: unknown): Promise<unknown>;
  /**
   * Loads the code anew: later invocations run the new one, those under way end with the old one. When the new code
   * can't be loaded, the old one stays, and this rejects with the reason.
   */
  reload(): Promise<void>;
  /** Ends every process at once, those that are still loading too. */
  end(): Promise<void>;
}

type Started =
  | { readonly kind: "ready"; readonly process: FunctionProcess }
  /** `killed`: by a signal from outside, which tells nothing about the code. */
  | { readonly kind: "failed" | "killed"; readonly error: unknown };

/** How many processes are started for one invocation when each is killed while it loads. */
const MOST_STARTS = 5;

/**
 * @param warm how many processes are started before the first invocation, from 1.
 * @throws `ErrandError` `local_failed` when the jobs can't be loaded; then no process is left.
 */
export async function createFunctionPool(options: FunctionOptions, warm: number): Promise<FunctionPool> {
  /** With the generation of the code that each began to load: the code may change while it does. */
  const all = new Map<FunctionProcess, number>();
  const waiting: { resolve(process: FunctionProcess): void; reject(reason: Error): void }[] = [];
  let idle: FunctionProcess[] = [];
  let loaded: Loaded = { jobs: [], schedules: [], neededSeconds: 0 };
  let generation = 0;
  let ended = false;

  const tryStart = async (): Promise<Started> => {
    if (ended) return { kind: "failed", error: new Error("the runner has stopped") };
    const process = startFunctionProcess(options);
    all.set(process, generation);
    try {
      loaded = await process.loaded;
      return { kind: "ready", process };
    } catch (error) {
      await drop(process);
      return { kind: process.killed() ? "killed" : "failed", error };
    }
  };
  const start = async (): Promise<FunctionProcess> => {
    const started = await tryStart();
    if (started.kind === "ready") return started.process;
    throw started.error;
  };
  const drop = async (process: FunctionProcess): Promise<void> => {
    all.delete(process);
    await process.end();
  };
  const end = async (): Promise<void> => {
    ended = true;
    generation += 1;
    idle = [];
    for (const { reject } of waiting.splice(0)) reject(new Error("the runner has stopped"));
    await Promise.all([...all.keys()].map(drop));
  };
  /** An idle process; those that have died meanwhile are let go. */
  const takeIdle = (): FunctionProcess | undefined => {
    for (let process = idle.pop(); process !== undefined; process = idle.pop()) {
      if (process.alive()) return process;
      void drop(process);
    }
    return undefined;
  };

  /**
   * A process to invoke. While the code on disk can't be loaded, the processes that run the code before it are waited
   * for: to fail the batch would hide its messages for their visibility timeout. For one that was killed while it loaded
   * nothing need be waited for, and maybe nothing will come: another is started, and in the end the batch does fail.
   */
  const acquire = async (): Promise<FunctionProcess> => {
    for (let left = MOST_STARTS; ; left -= 1) {
      const ready = takeIdle();
      if (ready !== undefined) return ready;
      const started = await tryStart();
      switch (started.kind) {
        case "ready":
          return started.process;
        case "killed":
          if (ended || left <= 1) throw started.error;
          break;
        case "failed":
          if (ended) throw started.error;
          return takeIdle() ?? new Promise<FunctionProcess>((resolve, reject) => waiting.push({ resolve, reject }));
        default:
          started satisfies never;
      }
    }
  };
  const release = (process: FunctionProcess): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(process);
    else next.resolve(process);
  };

  try {
    idle.push(await start()); // alone: one that can't be loaded is enough
    idle.push(...(await Promise.all(Array.from({ length: warm - 1 }, start))));
  } catch (error) {
    await end();
    throw error;
  }

  return {
    loaded: () => loaded,
    end,
    async invoke(event) {
      const process = await acquire();
      try {
        return await process.invoke(event);
      } finally {
        if (process.alive() && all.get(process) === generation) release(process);
        else await drop(process);
      }
    },
    async reload() {
      const fresh = await start();
      generation += 1;
      all.set(fresh, generation);
      const old = idle;
      idle = [];
      release(fresh);
      await Promise.all(old.map(drop));
    },
  };
}
