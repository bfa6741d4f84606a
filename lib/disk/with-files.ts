// The ways to what is kept in files, which cost nothing until they are taken.

import type { World } from "../core/world.ts";

/** The world as it was, with a spool, and with a bucket that is a folder where ERRAND_BUCKET is a file: URL, as errand dev sets it. */
export function withFiles(world: World): World {
  return {
    ...world,
    openSpool: async (options) => (await import("./open-spool.ts")).openSpool(options),
    connectBlobs: async (environment) =>
      (await import("./file-blobs.ts")).blobsOf(environment) ?? world.connectBlobs?.(environment),
  };
}
