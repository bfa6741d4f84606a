// The Blobs in this process's memory.

import type { Blobs } from "../core/ports.ts";

export interface MemoryBlobs extends Blobs {
  /** The bytes, without waiting. */
  peek(key: string): Uint8Array | undefined;
}

export function createMemoryBlobs(bucket: string): MemoryBlobs {
  const kept = new Map<string, Uint8Array>();
  return {
    bucket,
    async put(key, bytes) {
      kept.set(key, bytes.slice()); // the caller's own may change
    },
    peek: (key) => kept.get(key),
    get: async (key, mostBytes) => kept.get(key)?.slice(0, mostBytes + 1),
    async remove(key) {
      kept.delete(key);
    },
  };
}
