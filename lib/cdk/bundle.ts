// The files that a worker's entry becomes: the same bytes from the same sources, on any machine.

import { existsSync } from "node:fs";
import { dirname, join, parse, relative, resolve } from "node:path";
import type { BuildFailure, BuildOptions } from "esbuild";
import { ErrandError } from "../core/errors.ts";
import type { Bundling } from "./bundling.ts";
import { loadEsbuild } from "./esbuild.ts";

/** One file of a bundle. */
export interface BundledFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/** The name of the file that Lambda loads. */
export const INDEX = "index.mjs";

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
      `JobQueues: "entry" must be the file that exports the worker's handler, got ${entry}, which isn't there. ` +
        "Relative paths begin at the folder in which cdk runs.",
    );
  }
  const root = packageRoot(resolve(entry));
  return build(entry, toBuildOptions(entry, root, bundling)).map(({ path, contents }) => ({
    name: relative(join(root, OUT), path),
    contents,
  }));
}

/** Only a name, from which paths in source maps are reckoned: nothing is written there. */
const OUT = "bundle";

function toBuildOptions(entry: string, root: string, bundling: Bundling): BuildOptions {
  const { sdk, minify, sourceMap, external, nodeModules, conditions } = bundling;
  return {
    absWorkingDir: root,
    entryPoints: { index: resolve(entry) },
    outdir: join(root, OUT),
    outExtension: { ".js": ".mjs" },
    write: false,
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
  };
}

function build(
  entry: string,
  options: BuildOptions,
): readonly { readonly path: string; readonly contents: Uint8Array }[] {
  const { buildSync, formatMessagesSync } = loadEsbuild();
  try {
    return buildSync(options).outputFiles ?? [];
  } catch (cause) {
    const { errors = [] } = cause as Partial<BuildFailure>;
    if (errors.length === 0) throw cause;
    const told = formatMessagesSync([...errors].slice(0, 3), { kind: "error" }).join("\n");
    throw new ErrandError("invalid_entry", `The worker ${entry} can't be bundled:\n${told}`, { cause });
  }
}

/** The folder of the nearest package.json, so that paths in the bundle are the same wherever the checkout is. */
function packageRoot(entry: string): string {
  for (let folder = dirname(entry); folder !== parse(folder).root; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return dirname(entry);
}
