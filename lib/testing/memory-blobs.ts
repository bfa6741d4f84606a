// The Blobs in this process's memory.

import type { Blobs } from "../core/ports.ts";

export function createMemoryBlobs(bucket: string): Blobs {
  const kept = new Map<string, Uint8Array>();
  return {
    bucket,
    async put(key, bytes) {
      kept.set(key, bytes.slice()); // the caller's own may change
    },
    get: async (key, mostBytes) => kept.get(key)?.slice(0, mostBytes + 1),
    async remove(key) {
      kept.delete(key);
    },
  };
}
