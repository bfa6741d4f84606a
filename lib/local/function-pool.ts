// The function as Lambda scales it: an idle process takes the invocation, else a new one is started.

import { type FunctionOptions, type FunctionProcess, startFunctionProcess } from "./function-process.ts";

export interface FunctionPool {
  /** The names of the jobs in the code that runs now. */
  jobs(): readonly string[];
  invoke(event: unknown): Promise<unknown>;
  /**
   * Loads the code anew: later invocations run the new one, those under way end with the old one. When the new code
   * can't be loaded, the old one stays, and this rejects with the reason.
   */
  reload(): Promise<void>;
  /** Ends every process at once. */
  end(): Promise<void>;
}

/**
 * @param warm how many processes are started before the first invocation, from 1.
 * @throws `ErrandError` `local_failed` when the jobs can't be loaded.
 */
export async function createFunctionPool(options: FunctionOptions, warm: number): Promise<FunctionPool> {
  const first = await startFunctionProcess(options); // alone: one that can't be loaded is enough
  const others = await Promise.all(Array.from({ length: warm - 1 }, () => startFunctionProcess(options)));
  const all = new Set([first, ...others]);
  let idle = [...all];
  let jobs = first.jobs;
  let generation = 0;
  let ended = false;

  const start = async (): Promise<FunctionProcess> => {
    if (ended) throw new Error("the runner has stopped");
    const started = await startFunctionProcess(options);
    all.add(started);
    if (!ended) return started;
    await drop(started);
    throw new Error("the runner has stopped");
  };
  const drop = async (process: FunctionProcess): Promise<void> => {
    all.delete(process);
    await process.end();
  };

  return {
    jobs: () => jobs,
    async invoke(event) {
      const born = generation;
      const process = idle.pop() ?? (await start());
      try {
        return await process.invoke(event);
      } finally {
        if (process.alive() && born === generation) idle.push(process);
        else await drop(process);
      }
    },
    async reload() {
      const fresh = await start();
      generation += 1;
      const old = idle;
      idle = [fresh];
      jobs = fresh.jobs;
      await Promise.all(old.map(drop));
    },
    async end() {
      ended = true;
      generation += 1;
      idle = [];
      await Promise.all([...all].map(drop));
    },
  };
}
