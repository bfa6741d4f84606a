// The files that lie beside a worker's code, and where they come from.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Bundling } from "./bundling.ts";

export interface AssetFile {
  /** Its path beside the code, with "/" on any system. */
  readonly name: string;
  readonly from: string;
}

/** Every file below a folder, those behind links too: in the cloud there is nothing that a link could lead to. */
export function assetFiles(assets: Bundling["assets"]): readonly AssetFile[] {
  return Object.entries(assets).flatMap(([name, from]) => filesOf(name, from));
}

function filesOf(name: string, from: string): readonly AssetFile[] {
  if (statSync(from).isFile()) return [{ name, from }];
  return readdirSync(from).flatMap((below) => filesOf(`${name}/${below}`, join(from, below)));
}
