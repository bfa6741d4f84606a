// Keeps for a person what no queue would take, and what could not be read.

import { open } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory, syncDirectory } from "./make-durable.ts";
import { REMARK } from "./spool-line.ts";

/** Of the spool's directory. */
export const SET_ASIDE = "set-aside";

export interface SetAside {
  /** Resolves once they are on the disk, each below a remark that says when, why and out of which file. */
  keep(lines: readonly Buffer[], why: string): Promise<void>;
}

/**
 * What is set aside is a spool's file itself, under another name: moved back, it is sent. So its remarks begin as no message does.
 *
 * @param writer of the file, one of a kind.
 */
export function createSetAside(directory: string, writer: string, now: () => number): SetAside {
  const place = join(directory, SET_ASIDE);
  return {
    async keep(lines, why) {
      await makeDirectory(place);
      const remark = `${REMARK}${new Date(now()).toISOString()}: ${why}\n`;
      const handle = await open(join(place, `${writer}.txt`), "a", 0o600);
      try {
        // It begins on a line of its own, also where the last writing ended in the middle of one.
        const text = lines.flatMap((line) => [Buffer.from(`\n${remark}`), line]);
        await handle.appendFile(Buffer.concat([...text, Buffer.from("\n")]));
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await syncDirectory(place);
    },
  };
}
