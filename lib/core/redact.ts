// What of a job's arguments may be told: kinds, names and sizes; or their values, but for the paths that the job keeps back.

/** The steps of a path: a name, a place in a list, or `*` for all. */
type Path = readonly string[];

const LONGEST_TEXT = 1024;
const REDACTED = "[redacted]";

/** @param redact the paths to keep back; `undefined`: no values at all. */
export function describeArgs(args: readonly unknown[], redact: readonly string[] | undefined): string {
  const paths = redact?.map((path) => toSteps(path));
  const parts = args.map((arg, index) => (paths === undefined ? describe(arg) : reveal(arg, at(paths, `${index}`))));
  const text = parts.join(", ");
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function describe(value: unknown): string {
  if (typeof value === "string") return `a string of ${value.length}`;
  if (typeof value !== "object" || value === null) return value === null ? "null" : `a ${typeof value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const keys = Object.keys(value);
  return `an object with ${keys.slice(0, 10).join(", ")}${keys.length > 10 ? ", …" : ""}`;
}

function reveal(value: unknown, paths: readonly Path[]): string {
  const kept = (part: unknown, below: readonly Path[]): unknown => {
    if (below.some((path) => path.length === 0)) return REDACTED;
    if (below.length === 0 || typeof part !== "object" || part === null) return part;
    const entries = Object.entries(part).map(([key, inner]) => [key, kept(inner, at(below, key))] as const);
    return Array.isArray(part) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  };
  try {
    return JSON.stringify(kept(value, paths)) ?? String(value);
  } catch {
    return describe(value); // nested more deeply than can be written
  }
}

/** What is left of the paths below `key`. */
function at(paths: readonly Path[], key: string): readonly Path[] {
  return paths.filter(([step]) => step === key || step === "*").map((path) => path.slice(1));
}

function toSteps(path: string): Path {
  return [...path.matchAll(/\["([^"]+)"\]|\[([^\]]+)\]|\.([\w$*]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name ?? "",
  );
}
