// A heap whose entries know where they are, so that the first is found, and any one taken out, in logarithmic time.

export interface HeapEntry<T> {
  readonly item: T;
  /** The lowest comes first: a time, or a place in line. To change it, take the entry out and add it again. */
  rank: number;
  /** Where it stands in the heap that it is in; -1 in none. */
  position: number;
}

/** The entries of a heap, the first at 0: for those who keep so many heaps that each should be no more than an array. */
export type HeapEntries<T> = HeapEntry<T>[];

export interface Heap<T> {
  readonly size: number;
  first(): HeapEntry<T> | undefined;
  /** All, in no order. */
  items(): readonly T[];
  add(entry: HeapEntry<T>): void;
  remove(entry: HeapEntry<T>): void;
  clear(): void;
}

export function createEntry<T>(item: T, rank: number): HeapEntry<T> {
  return { item, rank, position: -1 };
}

export function createHeap<T>(): Heap<T> {
  const entries: HeapEntries<T> = [];
  return {
    get size() {
      return entries.length;
    },
    first: () => entries[0],
    items: () => entries.map(({ item }) => item),
    add: (entry) => addEntry(entries, entry),
    remove: (entry) => removeEntry(entries, entry),
    clear() {
      for (const entry of entries) entry.position = -1;
      entries.length = 0;
    },
  };
}

export function addEntry<T>(entries: HeapEntries<T>, entry: HeapEntry<T>): void {
  place(entries, entry, entries.length);
  rise(entries, entry);
}

/** Takes out an entry that is in this heap. */
export function removeEntry<T>(entries: HeapEntries<T>, entry: HeapEntry<T>): void {
  const { position } = entry;
  const last = entries.pop();
  entry.position = -1;
  if (last === undefined || last === entry) return;
  place(entries, last, position);
  rise(entries, last);
  sink(entries, last);
}

function place<T>(entries: HeapEntries<T>, entry: HeapEntry<T>, position: number): void {
  entries[position] = entry;
  entry.position = position;
}

function rise<T>(entries: HeapEntries<T>, entry: HeapEntry<T>): void {
  let { position } = entry;
  while (position > 0) {
    const above = (position - 1) >> 1;
    const parent = entries[above];
    if (parent === undefined || parent.rank <= entry.rank) break;
    place(entries, parent, position);
    position = above;
  }
  place(entries, entry, position);
}

function sink<T>(entries: HeapEntries<T>, entry: HeapEntry<T>): void {
  let { position } = entry;
  for (;;) {
    const left = 2 * position + 1;
    let child = entries[left];
    if (child === undefined) break;
    const right = entries[left + 1];
    if (right !== undefined && right.rank < child.rank) child = right;
    if (child.rank >= entry.rank) break;
    const below = child.position;
    place(entries, child, position);
    position = below;
  }
  place(entries, entry, position);
}
