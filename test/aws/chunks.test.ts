import fc from "fast-check";
import { expect, test } from "vitest";
import { toChunks } from "../../lib/aws/chunks.ts";
import { BATCH_BYTES, BATCH_ENTRIES } from "../../lib/aws/limits.ts";

test("any sizes are split into batches that SQS takes, in their order, none fuller than need be", () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: BATCH_BYTES })));
  fc.assert(
    fc.property(sizes, (items) => {
      const chunks = toChunks(items, (size) => size);
      expect(chunks.flat()).toEqual(items);
      for (const [index, chunk] of chunks.entries()) {
        const bytes = chunk.reduce((sum, size) => sum + size, 0);
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(BATCH_ENTRIES);
        expect(bytes).toBeLessThanOrEqual(BATCH_BYTES);
        const next = chunks[index + 1]?.[0];
        if (next !== undefined) expect(chunk.length === BATCH_ENTRIES || bytes + next > BATCH_BYTES).toBe(true);
      }
    }),
  );
});
