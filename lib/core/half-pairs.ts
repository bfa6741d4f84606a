// Where a text is no Unicode: half of a surrogate pair, which JavaScript and JSON carry, and nothing that is signed can hold.

import { isRecord } from "./open.ts";

/** The keys and indexes that lead to the first such text, as a value or a name; `undefined` where there is none. */
export function findHalfPair(value: unknown): readonly (string | number)[] | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : [];
  const inside = Array.isArray(value) ? value.entries() : isRecord(value) ? Object.entries(value) : [];
  for (const [key, item] of inside) {
    if (typeof key === "string" && !key.isWellFormed()) return [key];
    const path = findHalfPair(item);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}
