// Which values survive JSON unchanged: finds the first that doesn't, and says where it is and what to send instead.

/** The first value that JSON would change or refuse: where it stands, what it is, what to do. */
export interface JsonProblem {
  /** As in `args[0].when`. */
  readonly path: string;
  readonly what: string;
  readonly hint: string;
}

/** Deeper than any honest argument, and far from where recursion would end the process. */
const DEEPEST = 500;

const HINTS: Readonly<Record<string, string>> = {
  Date: "send .toISOString()",
  Map: "send Object.fromEntries(…) or an array of entries",
  Set: "send an array: [...set]",
  URL: "send .href",
  RegExp: "send .source",
  Buffer: 'send .toString("base64")',
  Uint8Array: 'send Buffer.from(…).toString("base64")',
  ArrayBuffer: 'send Buffer.from(…).toString("base64")',
  Error: "send .message",
  Promise: "await it first",
};

/** Looks through `value`, called `path`, for what JSON would not carry unchanged. */
export function findNonJson(value: unknown, path: string): JsonProblem | undefined {
  return look(value, path, []);
}

function look(value: unknown, path: string, above: object[]): JsonProblem | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      if (Number.isFinite(value)) return undefined;
      return { path, what: String(value), hint: "send null, or a string" };
    case "undefined":
      return { path, what: "undefined", hint: "send null, or leave it out" };
    case "bigint":
      return { path, what: "a BigInt", hint: "send .toString()" };
    case "function":
      return { path, what: "a function", hint: "send the name of a job, or plain data" };
    case "symbol":
      return { path, what: "a symbol", hint: "send a string" };
    case "object":
      return value === null ? undefined : lookInside(value, path, above);
    default:
      return undefined;
  }
}

function lookInside(value: object, path: string, above: object[]): JsonProblem | undefined {
  if (above.includes(value)) return { path, what: "a cycle", hint: "send plain data that does not contain itself" };
  if (above.length >= DEEPEST) return { path, what: `nested deeper than ${DEEPEST} levels`, hint: "send flatter data" };
  if (!Array.isArray(value) && !isPlain(value)) return { path, what: describeInstance(value), hint: hintFor(value) };
  above.push(value);
  const problem = Array.isArray(value) ? lookAtItems(value, path, above) : lookAtFields(value, path, above);
  above.pop();
  return problem;
}

function lookAtItems(items: readonly unknown[], path: string, above: object[]): JsonProblem | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const problem = look(items[index], `${path}[${index}]`, above);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function lookAtFields(value: object, path: string, above: object[]): JsonProblem | undefined {
  for (const [key, child] of Object.entries(value)) {
    const place = /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
    const problem = look(child, place, above);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A plain object, also one of another realm (a test runner's sandbox, say). */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

function describeInstance(value: object): string {
  const name = value.constructor?.name || "class instance";
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

function hintFor(value: object): string {
  const hint = HINTS[value.constructor?.name ?? ""];
  if (hint !== undefined) return hint;
  return value instanceof Error
    ? "send .message"
    : "send plain data: objects, arrays, strings, numbers, booleans, null";
}
