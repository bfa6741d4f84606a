// A file of the spool in a claimant's hand: renewed while it is, marked, and then removed or let go.

import { open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { moveFile } from "./move-file.ts";
import { ifThere } from "./spool-failure.ts";
import { DONE } from "./spool-line.ts";
import { CLAIM_MS, type SpoolName, toClaimedName } from "./spool-names.ts";

export interface HeldFile {
  /** @returns false where it is no longer in this hand; then nothing else may be done to it. */
  renew(): Promise<boolean>;
  /** `undefined` where it is no longer in this hand. */
  read(): Promise<Buffer | undefined>;
  size(): Promise<number | undefined>;
  /** Marks the lines at these offsets as done. */
  mark(offsets: readonly number[]): Promise<void>;
  letGo(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Claims the file.
 *
 * @param claimant one of a kind: no other's claim has the same name, so none can take this one's for its own.
 *
 * @returns `undefined` where another was faster.
 */
export async function holdFile(
  directory: string,
  file: SpoolName,
  claimant: string,
  now: () => number,
): Promise<HeldFile | undefined> {
  let name = file.name;

  const path = (): string => join(directory, name);
  /** The name says until when it is held, and by whom: whoever else has taken it over has given it another. */
  async function renameTo(next: string): Promise<boolean> {
    const moved = await moveFile(directory, name, next);
    if (moved) name = next;
    return moved;
  }
  const renew = (): Promise<boolean> => renameTo(toClaimedName(file.base, now() + CLAIM_MS, claimant));

  if (!(await renew())) return undefined;
  return {
    renew,
    read: () => ifThere(readFile(path())),
    size: async () => (await ifThere(stat(path())))?.size,
    async mark(offsets) {
      const handle = await ifThere(open(path(), "r+"));
      try {
        // Not brought to the disk: a mark that a power cut takes away costs a duplicate.
        for (const offset of offsets) await handle?.write(DONE, 0, DONE.length, offset);
      } finally {
        await handle?.close();
      }
    },
    async letGo() {
      await renameTo(toClaimedName(file.base, 0, claimant));
    },
    remove: () => rm(path(), { force: true }),
  };
}
