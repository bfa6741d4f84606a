// Where the program of a far side is, wherever a bundler has put it.

import { ErrandError } from "../../core/errors.ts";

/**
 * Imported, it tells its own place: a bundler that splits at dynamic imports makes it a file that can be started.
 *
 * @throws `ErrandError` `invalid_entry` where all is bundled into one file: started in a thread, it would be the worker again.
 */
export async function findProgram(): Promise<URL> {
  const { PROGRAM } = await import("./far-side.ts");
  if (PROGRAM !== import.meta.url) return new URL(PROGRAM);
  throw new ErrandError(
    "invalid_entry",
    `The worker is bundled into one file, ${PROGRAM}, and what runs jobs in threads and processes of their own must be a file that ` +
      'can be started. Bundle with splitting (esbuild: splitting: true, format: "esm"), or keep "errand" out of the bundle.',
  );
}
