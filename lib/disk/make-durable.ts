// Brings the names in a directory to the disk: a file that was brought there without its name is lost in a power cut.

import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { toErrorCode } from "./spool-failure.ts";

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

/** Makes it and what it lies in, for nobody else to read, where they are not there yet. */
export async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
}
