// Counts what waits in a spool, and changes nothing.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SpoolStatus } from "../core/ports.ts";
import { listFiles } from "./list-files.ts";
import { SET_ASIDE } from "./set-aside.ts";
import { ifThere } from "./spool-failure.ts";
import { REMARK } from "./spool-line.ts";
import { type Reading, readSpoolFile } from "./spool-reading.ts";

export async function readSpoolStatus(directory: string): Promise<SpoolStatus> {
  const readings = await readAll(directory);
  const ages = readings.flatMap(({ waiting }) => waiting.map(({ at }) => at));
  return {
    messages: ages.length,
    bytes: readings.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestAt: ages.length === 0 ? undefined : ages.reduce((oldest, at) => Math.min(oldest, at)),
    setAside: await countSetAside(join(directory, SET_ASIDE)),
  };
}

/** So often a file is looked for that has got another name meanwhile: whoever takes it in hand, or lets it go, gives it one. */
const LOOKS = 20;

async function readAll(directory: string): Promise<readonly Reading[]> {
  const found = new Map<string, Reading>();
  for (let look = 1; look <= LOOKS; look += 1) {
    const missing = (await listFiles(directory)).filter(({ base }) => !found.has(base));
    if (missing.length === 0) break;
    for (const { base, name } of missing) {
      const bytes = await ifThere(readFile(join(directory, name)));
      if (bytes !== undefined) found.set(base, readSpoolFile(bytes));
    }
  }
  return [...found.values()];
}

async function countSetAside(place: string): Promise<number> {
  let lines = 0;
  for (const name of (await ifThere(readdir(place))) ?? []) {
    const text = (await ifThere(readFile(join(place, name), "latin1"))) ?? "";
    lines += text.split("\n").filter((line) => line !== "" && !line.startsWith(REMARK)).length;
  }
  return lines;
}
