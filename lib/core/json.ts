// Which values survive JSON unchanged: finds the first that doesn't, and where it stands.

/** The first value that JSON would change or refuse. */
export interface JsonProblem {
  readonly kind: "value" | "cycle" | "depth";
  /** The keys and indexes that lead to it. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** Deeper than any honest argument, and far from where recursion would end the process. */
export const DEEPEST = 500;

export function findNonJson(value: unknown): JsonProblem | undefined {
  const above: object[] = [];
  const path: (string | number)[] = [];

  const problem = (kind: JsonProblem["kind"], found: unknown): JsonProblem => ({ kind, path: [...path], value: found });

  const look = (found: unknown): JsonProblem | undefined => {
    switch (typeof found) {
      case "string":
      case "boolean":
        return undefined;
      case "number":
        return Number.isFinite(found) ? undefined : problem("value", found);
      case "object":
        return found === null ? undefined : lookInside(found);
      default:
        return problem("value", found);
    }
  };

  const lookInside = (found: object): JsonProblem | undefined => {
    if (above.includes(found)) return problem("cycle", found);
    if (above.length >= DEEPEST) return problem("depth", found);
    if (!Array.isArray(found) && !isPlain(found)) return problem("value", found);
    above.push(found);
    const inside = Array.isArray(found) ? firstOf(found.keys(), found) : firstOf(Object.keys(found), found);
    above.pop();
    return inside;
  };

  const firstOf = (keys: Iterable<string | number>, parent: object): JsonProblem | undefined => {
    for (const key of keys) {
      path.push(key);
      const inside = look(parent[key as keyof typeof parent]);
      if (inside !== undefined) return inside;
      path.pop();
    }
    return undefined;
  };

  return look(value);
}

/** A plain object, also one of another realm (a test runner's sandbox, say). */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}
