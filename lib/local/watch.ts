// Notices when a file that the jobs were loaded from has changed.

import { watch as watchFiles } from "chokidar";
import type { Clock } from "../core/ports.ts";

export interface Watch {
  /** Watches this file from now on. */
  add(file: string): void;
  close(): Promise<void>;
}

/** Editors write a file in several steps: changes this close together are one. */
const SETTLE_MILLISECONDS = 50;

/** @param onChange called once for changes that come together, with one of the files. */
export function createWatch(clock: Clock, onChange: (file: string) => void): Watch {
  const watcher = watchFiles([], { ignoreInitial: true });
  const known = new Set<string>();
  let disarm: (() => void) | undefined;
  watcher.on("all", (_, file) => {
    disarm?.();
    disarm = clock.after(SETTLE_MILLISECONDS, () => onChange(file));
  });
  return {
    add(file) {
      if (known.has(file)) return;
      known.add(file);
      watcher.add(file);
    },
    async close() {
      disarm?.();
      await watcher.close();
    },
  };
}
