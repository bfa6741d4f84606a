// How many bytes a spool's directory holds, other processes' too, and whether there is room for more.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/ports.ts";
import { ifThere } from "./spool-failure.ts";

export interface SpoolRoom {
  /** Counts anew, where the last count is a second old. */
  look(): Promise<void>;
  /** How many bytes there are, as far as is known. */
  bytes(): number;
  /** Of bytes that this process is about to write; negative, of those that are gone. */
  add(bytes: number): void;
}

/** So long a count is good, but for what this process itself adds. */
const COUNT_MS = 1000;

export function createSpoolRoom(directory: string, clock: Clock): SpoolRoom {
  let counted = 0;
  let countedAt: number | undefined;

  return {
    async look() {
      // A clock that was set back makes no count last.
      if (countedAt !== undefined && Math.abs(clock.now() - countedAt) < COUNT_MS) return;
      counted = await countBytes(directory);
      countedAt = clock.now();
    },
    bytes: () => counted,
    add(bytes) {
      counted = Math.max(0, counted + bytes);
    },
  };
}

/** Of all files in it and in the directories below. */
async function countBytes(directory: string): Promise<number> {
  const entries = (await ifThere(readdir(directory, { recursive: true }))) ?? [];
  const sizes = await Promise.all(entries.map(async (entry) => ifThere(stat(join(directory, entry)))));
  return sizes.reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0);
}
