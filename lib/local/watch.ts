// Notices when a file that the jobs were loaded from has changed.

import { basename, dirname } from "node:path";
import { watch as watchFolders } from "chokidar";
import type { Clock } from "../core/ports.ts";

export interface Watch {
  /** Watches this file from now on, whether it is there or not. */
  add(file: string): void;
  close(): Promise<void>;
}

/** Editors and git write a file in several steps: changes this close together are one. */
const SETTLE_MILLISECONDS = 50;

/**
 * Watches the files' folders, not the files: one that is replaced, as editors and git do, would be lost from sight.
 *
 * @param onChange called once for changes that come together, with one of the files.
 * @param onProblem hears why something can't be watched, as when the system's limit of watches is reached.
 */
export function createWatch(
  clock: Clock,
  onChange: (file: string) => void,
  onProblem: (problem: string) => void,
): Watch {
  const files = new Set<string>();
  const folders = new Set<string>();
  const watcher = watchFolders([], {
    ignoreInitial: true,
    depth: 0,
    ignored: (path) => !folders.has(path) && (basename(path).startsWith(".") || basename(path) === "node_modules"),
  });
  watcher.on("error", (error) => onProblem(`Some files can't be watched for changes: ${String(error)}.`));
  let disarm: (() => void) | undefined;
  watcher.on("all", (_, file) => {
    if (!files.has(file)) return;
    disarm?.();
    disarm = clock.after(SETTLE_MILLISECONDS, () => onChange(file));
  });
  return {
    add(file) {
      files.add(file);
      const folder = dirname(file);
      if (folders.has(folder)) return;
      folders.add(folder);
      watcher.add(folder);
    },
    async close() {
      disarm?.();
      await watcher.close();
    },
  };
}
