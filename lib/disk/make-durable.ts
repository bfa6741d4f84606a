// Brings the names in a directory to the disk: a file that was brought there without its name is lost in a power cut.

import { mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ifThere, toErrorCode } from "./spool-failure.ts";

/** Systems that don't let directories be synced, as Windows, keep their names by themselves. */
const CANT_SYNC: readonly (string | undefined)[] = ["EISDIR", "EPERM", "EINVAL", "ENOTSUP"];

export async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!CANT_SYNC.includes(toErrorCode(error))) throw error;
  }
}

/**
 * Makes it and what it lies in, for nobody else to read, where they are not there yet. (Node's own way of making all of them never
 * returns where a file system lets nothing be made and calls that ENOENT, as /proc does.)
 */
export async function makeDirectory(directory: string): Promise<void> {
  if (await isMade(directory)) return;
  await makeDirectory(dirname(directory));
  if (await isMade(directory)) return;
  await mkdir(directory, { mode: 0o700 });
}

async function isMade(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    await syncDirectory(dirname(directory));
    return true;
  } catch (error) {
    const code = toErrorCode(error);
    if (code === "ENOENT" && dirname(directory) !== directory) return false;
    if ((await ifThere(stat(directory)))?.isDirectory()) return true;
    throw error;
  }
}
