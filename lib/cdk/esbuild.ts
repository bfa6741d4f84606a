// The bundler, which is the application's own: Errand is installed without it.

import { createRequire } from "node:module";
import { ErrandError } from "../core/errors.ts";

/** Loaded where a bundle is made: constructs can't wait, and a CDK application that makes none needs no bundler. */
export function loadEsbuild(): typeof import("esbuild") {
  try {
    return createRequire(import.meta.url)("esbuild");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw cause;
    throw new ErrandError(
      "invalid_entry",
      "The worker can't be bundled: esbuild is not installed. Run npm install --save-dev esbuild.",
      { cause },
    );
  }
}
