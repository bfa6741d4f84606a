// Waiting until nothing of a kind is under way any more.

export interface Rest {
  /** Resolves when it is so. */
  rest(): Promise<void>;
  /** To be called when something has ended. */
  wake(): void;
}

export function createRest(isAtRest: () => boolean): Rest {
  const waiting = new Set<() => void>();
  return {
    rest: () => (isAtRest() ? Promise.resolve() : new Promise((resolve) => void waiting.add(resolve))),
    wake() {
      if (!isAtRest()) return;
      for (const resolve of waiting) resolve();
      waiting.clear();
    },
  };
}
