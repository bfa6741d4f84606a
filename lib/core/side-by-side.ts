// Many things done side by side, so many at once.

/** Begins them in their order. Rejects with the first that does; those begun go on. */
export async function sideBySide<Item>(
  items: readonly Item[],
  most: number,
  act: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const lane = async (): Promise<void> => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
}
