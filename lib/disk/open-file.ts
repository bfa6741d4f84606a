// A file of the spool while its writer appends to it.

import { open } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory, syncDirectory } from "./make-durable.ts";
import { moveFile } from "./move-file.ts";
import { CLAIM_MS, toClaimedName, toOpenName } from "./spool-names.ts";

export interface OpenFile {
  readonly base: string;
  bytes(): number;
  /**
   * Brings lines to the disk. Rejects where it can't; then nothing more may be appended.
   *
   * @returns false where somebody else has claimed the file: then they are to be written to another.
   */
  append(lines: Buffer): Promise<boolean>;
  close(): Promise<void>;
}

interface Place {
  readonly directory: string;
  /** What stays the same of the file's name. */
  readonly base: string;
  readonly writer: string;
}

/**
 * While it is written, it is in its writer's hand, as a claimed file is in its claimant's: nobody reads what is half written. In
 * between, anybody may claim it. A claimant never gives it its open name back, so that a writer that finds the name has lost nothing.
 */
export async function createOpenFile({ directory, base, writer }: Place, now: () => number): Promise<OpenFile> {
  const openName = toOpenName(base);
  const toHeldName = (): string => toClaimedName(base, now() + CLAIM_MS, writer);

  await makeDirectory(directory);
  let held: string | undefined = toHeldName();
  const handle = await open(join(directory, held), "ax", 0o600);
  let good = 0;

  async function hold(): Promise<boolean> {
    if (held !== undefined) return true;
    const name = toHeldName();
    if (!(await moveFile(directory, openName, name))) return false;
    held = name;
    return true;
  }

  /** False where another took it over: it stood still for so long that it was taken for dead, and perhaps was read too early. */
  async function letGo(): Promise<boolean> {
    const name = held;
    held = undefined;
    return name !== undefined && moveFile(directory, name, openName);
  }

  async function write(lines: Buffer): Promise<void> {
    for (let from = 0; from < lines.length; ) from += (await handle.write(lines, from)).bytesWritten;
    await handle.datasync();
    if (good === 0) await syncDirectory(directory);
  }

  async function append(lines: Buffer): Promise<boolean> {
    if (!(await hold())) return false;
    try {
      await write(lines);
      good += lines.length;
    } catch (error) {
      // What is refused must not be sent later. Whoever has claimed the file meanwhile writes nothing behind the good lines.
      await handle.truncate(good).catch(() => {});
      await letGo().catch(() => {});
      throw error;
    }
    return letGo();
  }

  return { base, bytes: () => good, append, close: () => handle.close().catch(() => {}) };
}
