// Where the paths in a bundle begin, so that they are the same wherever the checkout is.

import { existsSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";

/** The name of the folder, below that of the package, in which a bundle's source maps believe it to be: nothing is written there. */
export const OUT = "bundle";

/** The folder of the nearest package.json. */
export function packageRoot(entry: string): string {
  const own = dirname(resolve(entry));
  for (let folder = own; folder !== parse(folder).root; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return own;
}
