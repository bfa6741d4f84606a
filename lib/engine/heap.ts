// A heap whose entries know where they are, so that the first is found, and any one taken out, in logarithmic time.

export interface HeapEntry<T> {
  readonly item: T;
  /** The lowest comes first: a time, or a place in line. To change it, take the entry out and add it again. */
  rank: number;
  /** Where it stands in the heap that it is in; -1 in none. */
  position: number;
}

export interface Heap<T> {
  readonly size: number;
  first(): HeapEntry<T> | undefined;
  add(entry: HeapEntry<T>): void;
  remove(entry: HeapEntry<T>): void;
  clear(): void;
}

export function createEntry<T>(item: T, rank: number): HeapEntry<T> {
  return { item, rank, position: -1 };
}

export function createHeap<T>(): Heap<T> {
  const entries: HeapEntry<T>[] = [];

  const place = (entry: HeapEntry<T>, position: number): void => {
    entries[position] = entry;
    entry.position = position;
  };

  const rise = (entry: HeapEntry<T>): void => {
    let { position } = entry;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || parent.rank <= entry.rank) break;
      place(parent, position);
      position = above;
    }
    place(entry, position);
  };

  const sink = (entry: HeapEntry<T>): void => {
    let { position } = entry;
    for (;;) {
      const left = 2 * position + 1;
      let child = entries[left];
      if (child === undefined) break;
      const right = entries[left + 1];
      if (right !== undefined && right.rank < child.rank) child = right;
      if (child.rank >= entry.rank) break;
      const below = child.position;
      place(child, position);
      position = below;
    }
    place(entry, position);
  };

  return {
    get size() {
      return entries.length;
    },
    first: () => entries[0],
    add(entry) {
      place(entry, entries.length);
      rise(entry);
    },
    remove(entry) {
      const { position } = entry;
      const last = entries.pop();
      entry.position = -1;
      if (last === undefined || last === entry) return;
      place(last, position);
      rise(last);
      sink(last);
    },
    clear() {
      for (const entry of entries) entry.position = -1;
      entries.length = 0;
    },
  };
}
