// One run of esbuild: which bytes come of which modules, the same on any machine.

import { join, relative } from "node:path";
import type { BuildFailure, BuildOptions, BuildResult } from "esbuild";
import { ErrandError } from "../core/errors.ts";
import type { Bundling } from "./bundling.ts";
import { loadEsbuild } from "./esbuild.ts";
import { OUT } from "./package-root.ts";
import type { SplitBundle } from "./start-file.ts";

/** What CommonJS packages find in Node's own CommonJS, and a bundle of ES modules lacks. */
const REQUIRE = `import{createRequire as errandRequire}from"node:module";globalThis.require??=errandRequire(import.meta.url);`;

/**
 * @param entry the path of the module, for messages.
 * @param root the folder in which paths begin.
 * @param start what the bundle begins with.
 * @throws `ErrandError` `invalid_entry`.
 */
export function runEsbuild(
  entry: string,
  root: string,
  start: Pick<BuildOptions, "entryPoints" | "stdin">,
  bundling: Bundling,
): SplitBundle {
  const options = { ...toBuildOptions(root, bundling), ...start };
  const { outputFiles, metafile } = build(entry, options);
  const files = outputFiles.map(({ path, contents }) => ({ name: relative(options.outdir, path), contents }));
  return { files, metafile, options, banner: REQUIRE };
}

function toBuildOptions(root: string, bundling: Bundling) {
  const { sdk, minify, sourceMap, external, nodeModules, conditions } = bundling;
  return {
    absWorkingDir: root,
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
