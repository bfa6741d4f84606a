// The files that the entry of a worker's function becomes: the same bytes from the same sources, on any machine.

import { resolve } from "node:path";
import type { BundledFile } from "./bundled-file.ts";
import type { Bundling } from "./bundling.ts";
import { runEsbuild } from "./esbuild-run.ts";
import { expectEntryFile } from "./expect-entry-file.ts";
import { packageRoot } from "./package-root.ts";
import { joinStart } from "./start-file.ts";

/**
 * @param entry the path of the module.
 * @throws `ErrandError` `invalid_entry` where it isn't there or can't be bundled.
 */
export function bundle(entry: string, bundling: Bundling): readonly BundledFile[] {
  expectEntryFile(entry, "JobQueues", "the worker's handler");
  return joinStart(runEsbuild(entry, packageRoot(entry), { entryPoints: { index: resolve(entry) } }, bundling));
}
