import fc from "fast-check";
import { expect, test } from "vitest";
import { createEntry, createHeap, type HeapEntry } from "../../lib/engine/heap.ts";

const ranks = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 100 });

test("entries come out by rank, whichever of them were taken out before", () => {
  fc.assert(
    fc.property(ranks, fc.array(fc.nat(99)), (given, taken) => {
      const heap = createHeap<number>();
      const entries = given.map((rank) => createEntry(rank, rank));
      for (const entry of entries) heap.add(entry);
      const gone = new Set(taken.flatMap((index) => entries[index] ?? []));
      for (const entry of gone) heap.remove(entry);

      const left = entries.filter((entry) => !gone.has(entry)).map(({ rank }) => rank);
      expect(heap.size).toBe(left.length);
      expect(drain(heap)).toEqual(left.sort((a, b) => a - b));
      expect(entries.every(({ position }) => position === -1)).toBe(true);
    }),
  );
});

function drain(heap: ReturnType<typeof createHeap<number>>): number[] {
  const out: number[] = [];
  for (let first: HeapEntry<number> | undefined = heap.first(); first !== undefined; first = heap.first()) {
    out.push(first.item);
    heap.remove(first);
  }
  return out;
}
