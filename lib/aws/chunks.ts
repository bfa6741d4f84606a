// Splits messages into batches that one request may carry, by count and by bytes.

import { BATCH_BYTES, BATCH_ENTRIES } from "./limits.ts";

/** Consecutive runs of `items`, each small enough for one request; an item over the limit stands alone. */
export function toChunks<Item>(items: readonly Item[], bytesOf: (item: Item) => number): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  let chunk: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (chunk.length > 0 && (chunk.length >= BATCH_ENTRIES || bytes + size > BATCH_BYTES)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += size;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
