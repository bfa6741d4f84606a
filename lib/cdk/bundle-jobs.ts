// The files that a module of jobs becomes, where a process runs them that goes on: the module as it is, and a program around it.

import { basename, dirname, parse, resolve } from "node:path";
import { type BundledFile, INDEX, JOBS } from "./bundled-file.ts";
import type { Bundling } from "./bundling.ts";
import { runEsbuild } from "./esbuild-run.ts";
import { expectEntryFile } from "./expect-entry-file.ts";
import { packageRoot } from "./package-root.ts";

/** What esbuild calls a module that it was given as a text. */
const GIVEN = "stdin.mjs";

/** What the program is called in stacks: no file, lest it be that of the jobs. */
const PROGRAM = "<errand-worker>";

/**
 * @param entry the path of the module.
 * @param program the text of the module that is loaded first; none where only the jobs are looked at.
 * @throws `ErrandError` `invalid_entry` where it isn't there or can't be bundled.
 */
export function bundleJobs(
  entry: string,
  bundling: Bundling,
  construct: "JobQueues" | "WorkerService",
  program?: string,
): readonly BundledFile[] {
  expectEntryFile(entry, construct, "the jobs");
  const given = { contents: program ?? "", resolveDir: dirname(resolve(entry)), sourcefile: PROGRAM };
  const start = {
    entryPoints: { [parse(JOBS).name]: resolve(entry) },
    ...(program === undefined ? {} : { stdin: { ...given, loader: "ts" as const } }),
  };
  return runEsbuild(entry, packageRoot(entry), start, bundling).files.map(toNamed);
}

/** How the program imports the jobs: from the folder in which they are. */
export function toSpecifier(entry: string): string {
  return JSON.stringify(`./${basename(entry)}`);
}

function toNamed({ name, contents }: BundledFile): BundledFile {
  if (name === GIVEN) {
    const text = Buffer.from(contents)
      .toString()
      .replace(`sourceMappingURL=${GIVEN}.map`, `sourceMappingURL=${INDEX}.map`);
    return { name: INDEX, contents: Buffer.from(text) };
  }
  return name === `${GIVEN}.map` ? { name: `${INDEX}.map`, contents } : { name, contents };
}
