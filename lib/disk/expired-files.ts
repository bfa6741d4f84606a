// What a bucket's lifecycle rules do, for one that is a folder: what is older than its class says is deleted.

import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CLASSES } from "../core/payload-classes.ts";

const DAY_MS = 86_400_000;

/**
 * Deletes what lies in folders of days that are over for so long; whatever else is in the folder stays.
 *
 * @param now milliseconds since 1970.
 */
export async function deleteExpired(folder: string, now: number): Promise<void> {
  for (const { prefix, days } of CLASSES) {
    for (const day of await namesIn(join(folder, prefix))) {
      if (!/^\d{4}-\d\d-\d\d$/.test(day)) continue;
      // The day's last moment is the next day's first.
      if (Date.parse(day) + (days + 1) * DAY_MS <= now) await rm(join(folder, prefix, day), { recursive: true });
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
