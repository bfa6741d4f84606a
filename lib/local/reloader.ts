// Loads the jobs anew when a file has changed: one load at a time.

import type { FunctionPool } from "./function-pool.ts";

export interface Reloader {
  /** A file has changed. Changes during a load, or before the start, are followed by one load, however many they are. */
  changed(file: string): void;
  start(functions: FunctionPool): void;
  /** No further load is begun. */
  stop(): void;
}

/** @param notice hears what was loaded, or why it could not be. */
export function createReloader(notice: (line: string) => void): Reloader {
  let functions: FunctionPool | undefined;
  let loading = false;
  let latest: string | undefined;

  async function load(): Promise<void> {
    if (loading) return;
    loading = true;
    while (latest !== undefined && functions !== undefined) {
      const file = latest;
      latest = undefined;
      try {
        await functions.reload();
        notice(`${file} has changed: the jobs are loaded anew (${functions.loaded().jobs.join(", ")}).`);
      } catch (error) {
        notice(`${(error as Error).message}\nThe jobs run on as they were; mend the file, and it is loaded again.`);
      }
    }
    loading = false;
  }

  return {
    changed(file) {
      latest = file;
      void load();
    },
    start(pool) {
      functions = pool;
      void load();
    },
    stop() {
      functions = undefined;
    },
  };
}
