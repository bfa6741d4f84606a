// Waiting for something that another process does: no sleeping, and a message that tells what came instead.

/** A list that can be waited on: `until` resolves with the first item that fits, also one that is there already. */
export function createSightings<Item>() {
  const items: Item[] = [];
  const watchers = new Set<() => void>();
  return {
    items,
    add(item: Item): void {
      items.push(item);
      for (const watcher of watchers) watcher();
    },
    /** The `count`-th item that fits, from 1. The test's own timeout bounds it. */
    until(fits: (item: Item) => boolean, count = 1): Promise<Item> {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = items.filter(fits)[count - 1];
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      });
    },
  };
}
