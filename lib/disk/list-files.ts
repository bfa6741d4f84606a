// The spool's files in its directory, whoever has written them.

import { readdir } from "node:fs/promises";
import { ifThere } from "./spool-failure.ts";
import { readSpoolName, type SpoolName } from "./spool-names.ts";

/** None where the directory is not there. What else lies there is left alone. */
export async function listFiles(directory: string): Promise<readonly SpoolName[]> {
  const entries = (await ifThere(readdir(directory, { withFileTypes: true }))) ?? [];
  return entries.flatMap((entry) => (entry.isFile() ? (readSpoolName(entry.name) ?? []) : []));
}
