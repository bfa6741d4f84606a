// The files that a worker's entry becomes: the same bytes from the same sources, on any machine.

import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { BuildFailure, BuildOptions, BuildResult } from "esbuild";
import { ErrandError } from "../core/errors.ts";
import type { BundledFile } from "./bundled-file.ts";
import type { Bundling } from "./bundling.ts";
import { loadEsbuild } from "./esbuild.ts";
import { OUT, packageRoot } from "./package-root.ts";
import { joinStart } from "./start-file.ts";

/** What CommonJS packages find in Lambda's own CommonJS, and a bundle of ES modules lacks. */
const REQUIRE = `import{createRequire as errandRequire}from"node:module";globalThis.require??=errandRequire(import.meta.url);`;

/**
 * @param entry the path of the module.
 * @throws `ErrandError` `invalid_entry` where it isn't there or can't be bundled.
 */
export function bundle(entry: string, bundling: Bundling): readonly BundledFile[] {
  if (!existsSync(entry)) {
    throw new ErrandError(
      "invalid_entry",
      `JobQueues: "entry" must be the file that exports the worker's handler, got ${entry}, and there is no ` +
        `${resolve(entry)}. Relative paths begin at the folder in which cdk runs.`,
    );
  }
  const root = packageRoot(entry);
  const options = toBuildOptions(entry, root, bundling);
  const { outputFiles, metafile } = build(entry, options);
  const files = outputFiles.map(({ path, contents }) => ({ name: relative(options.outdir, path), contents }));
  return joinStart({ files, metafile, options, banner: REQUIRE });
}

function toBuildOptions(entry: string, root: string, bundling: Bundling) {
  const { sdk, minify, sourceMap, external, nodeModules, conditions } = bundling;
  return {
    absWorkingDir: root,
    entryPoints: { index: resolve(entry) },
    outdir: join(root, OUT),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // ES modules first: of the SDK's, what isn't used is left out.
    mainFields: ["module", "main"],
    conditions: ["node", "module", ...conditions],
    minify,
    sourcemap: sourceMap,
    sourcesContent: false,
    legalComments: "none",
    external: [...external, ...nodeModules, ...(sdk === "runtime" ? ["@aws-sdk/*", "@smithy/*"] : [])],
    banner: { js: REQUIRE },
    logLevel: "silent",
  } satisfies BuildOptions;
}

function build(entry: string, options: BuildOptions): BuildResult<{ write: false; metafile: true }> {
  const { buildSync, formatMessagesSync } = loadEsbuild();
  try {
    return buildSync({ ...options, write: false, metafile: true });
  } catch (cause) {
    const { errors = [] } = cause as Partial<BuildFailure>;
    if (errors.length === 0) throw cause;
    const told = formatMessagesSync([...errors].slice(0, 3), { kind: "error" }).join("\n");
    throw new ErrandError("invalid_entry", `The worker ${entry} can't be bundled:\n${told}`, { cause });
  }
}
