// A folder to work in, gone afterwards, in which paths mean what they mean where the sources are.

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse, relative, resolve } from "node:path";

interface Scratch {
  readonly path: string;
  /** As far below the scratch as the sources' folder is below the disk's root: the way to a source above that leads nowhere else. */
  readonly root: string;
}

/** @param root the folder of the sources. */
export function inScratch<Result>(root: string, work: (scratch: Scratch) => Result): Result {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "errand-scratch-")));
  try {
    const twin = join(path, relative(parse(resolve(root)).root, resolve(root)));
    mkdirSync(twin, { recursive: true });
    return work({ path, root: twin });
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
