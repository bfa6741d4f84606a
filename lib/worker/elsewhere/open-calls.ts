// How many calls of jobs' functions have not come back: what was given up goes on where it ran.

import type { Catalog } from "../../core/catalog.ts";
import type { AnyFunction } from "../../core/lazy.ts";

/** The same catalog, whose functions are counted from their call to their end. */
export function countCalls(catalog: Catalog): { readonly catalog: Catalog; readonly open: () => number } {
  let open = 0;
  const counted =
    (fn: AnyFunction): AnyFunction =>
    async (...args) => {
      open += 1;
      try {
        return await fn(...args);
      } finally {
        open -= 1;
      }
    };
  return {
    open: () => open,
    catalog: {
      get(name) {
        const definition = catalog.get(name);
        return definition && { ...definition, load: async () => counted(await definition.load()) };
      },
    },
  };
}
