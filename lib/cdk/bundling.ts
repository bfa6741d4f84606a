// How a worker's code is made ready to be deployed: what may be chosen, and that it can be as it is.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ErrandError, show } from "../core/errors.ts";
import { expectKnownKeys, expectOneOf, refuse } from "../core/options.ts";

/** How the worker's code is bundled: with esbuild, as ES modules, split where it is loaded later. */
export interface BundlingOptions {
  /**
   * Whether the AWS SDK comes with the code, in the version that was tested, as files that are loaded at the first request;
   * or is left to Lambda's runtime, in the version that AWS has put there. Default `"bundled"`.
   */
  readonly sdk?: "bundled" | "runtime";
  /** Default `true`. */
  readonly minify?: boolean;
  /** Whether stacks name the source's lines: maps beside the code, read when an error's stack is. Default `true`. */
  readonly sourceMap?: boolean;
  /** Packages that are not bundled, for a Lambda layer has them. */
  readonly external?: readonly string[];
  /** Packages that can't be bundled, such as those with native code: installed by npm for Lambda's system, in the version installed here. */
  readonly nodeModules?: readonly string[];
  /** Files and folders that the code reads beside itself: `{ photos: "app/photos" }` is there as `new URL("./photos/", import.meta.url)`. */
  readonly assets?: Readonly<Record<string, string>>;
  /** Conditions of packages' `exports` beside those of Node. */
  readonly conditions?: readonly string[];
}

export type Bundling = Required<BundlingOptions>;

const KNOWN = ["sdk", "minify", "sourceMap", "external", "nodeModules", "assets", "conditions"];

/** @throws `ErrandError` `invalid_option`. */
export function checkBundling(options: BundlingOptions = {}, construct = "JobQueues"): Bundling {
  const where = `${construct}: bundling`;
  expectKnownKeys(options, KNOWN, where);
  const {
    sdk = "bundled",
    minify = true,
    sourceMap = true,
    external = [],
    nodeModules = [],
    conditions = [],
  } = options;
  const { assets = {} } = options;
  expectOneOf(["bundled", "runtime"], sdk, `${where}: "sdk"`);
  for (const [key, value] of Object.entries({ minify, sourceMap })) {
    if (typeof value !== "boolean") throw refuse(`${where}: "${key}"`, "true or false", value);
  }
  if (typeof assets !== "object" || assets === null || Array.isArray(assets)) {
    throw refuse(`${where}: "assets"`, "names with their paths", assets, 'Give { photos: "app/photos" }.');
  }
  for (const [name, from] of Object.entries(assets)) expectAsset(name, from, `${where}: "assets"`);
  for (const [key, list] of Object.entries({ external, nodeModules, conditions })) {
    if (Array.isArray(list) && list.every((one) => typeof one === "string")) continue;
    throw refuse(`${where}: "${key}"`, "a list of names", list);
  }
  return { sdk, minify, sourceMap, external, nodeModules, conditions, assets };
}

function expectAsset(name: string, from: string, where: string): void {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw refuse(where, "names of one file or folder beside the code", name, 'Give { photos: "app/photos" }.');
  }
  // What Lambda loads, and what npm installs, has names of its own there.
  if (/\.(mjs|map)$|^node_modules$|^package\.json$/.test(name)) {
    throw refuse(
      where,
      "no file of the bundle's own, which index.mjs and node_modules are",
      name,
      "Choose another name.",
    );
  }
  if (typeof from === "string" && existsSync(from)) return;
  throw new ErrandError(
    "invalid_option",
    `${where} names ${show(name)} from ${typeof from === "string" ? resolve(from) : show(from)}, which isn't there. Correct the path, or leave it out.`,
  );
}
