// By what a worker's code is recognised: the same on every machine where its sources are the same.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { assetFiles } from "./asset-files.ts";
import type { BundledFile } from "./bundled-file.ts";
import type { Bundling } from "./bundling.ts";

/** @param rest what else the code is made of. */
export function toAssetHash(files: readonly BundledFile[], assets: Bundling["assets"], rest: unknown): string {
  const beside = assetFiles(assets).map(({ name, from }) => ({ name, contents: readFileSync(from) }));
  const hash = createHash("sha256").update(JSON.stringify(rest));
  for (const { name, contents } of [...files, ...beside].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${name}\0${contents.length}\0`).update(contents);
  }
  return hash.digest("hex");
}
