// That an entry is a file which is there.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ErrandError } from "../core/errors.ts";

/**
 * @param construct whose option it is.
 * @param exported what the file is to export.
 * @throws `ErrandError` `invalid_entry`.
 */
export function expectEntryFile(entry: string, construct: "JobQueues" | "WorkerService", exported: string): void {
  if (existsSync(entry)) return;
  throw new ErrandError(
    "invalid_entry",
    `${construct}: "entry" must be the file that exports ${exported}, got ${entry}, and there is no ` +
      `${resolve(entry)}. Relative paths begin at the folder in which cdk runs.`,
  );
}
