// The way to a bucket that is a folder: where ERRAND_BUCKET is a file: URL, as errand dev sets it.

import type { World } from "../core/world.ts";

/** The world as it was, but for a bucket that is a folder: what is to be in that is kept in files. */
export function withFiles(world: World): World {
  return {
    ...world,
    connectBlobs: async (environment) =>
      (await import("./file-blobs.ts")).blobsOf(environment) ?? world.connectBlobs?.(environment),
  };
}
