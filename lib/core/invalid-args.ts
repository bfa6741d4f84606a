// The wording for arguments that JSON would not carry: where, what it is, what to send instead.

import { ErrandError } from "./errors.ts";
import { DEEPEST, type JsonProblem } from "./json.ts";

const HINTS: Readonly<Record<string, string>> = {
  Date: "send .toISOString()",
  Map: "send Object.fromEntries(…) or an array of entries",
  Set: "send an array: [...set]",
  URL: "send .href",
  RegExp: "send .source",
  Buffer: 'send .toString("base64")',
  Uint8Array: 'send Buffer.from(…).toString("base64")',
  ArrayBuffer: 'send Buffer.from(…).toString("base64")',
  Promise: "await it first",
};

/** @param where the job, and the entry of a list, as in `Job "welcome", entry 3`. */
export function toInvalidArgs(problem: JsonProblem, where: string): ErrandError {
  const { what, hint } = describe(problem);
  return new ErrandError(
    "invalid_args",
    `${where}: ${toPath(problem.path)} is ${what}, but the arguments travel as JSON; ${hint}.`,
  );
}

/** As JavaScript writes it: `args[0].when`. */
function toPath(keys: JsonProblem["path"]): string {
  const steps = keys.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `args${steps.join("")}`;
}

function describe({ kind, value }: JsonProblem): { readonly what: string; readonly hint: string } {
  if (kind === "cycle") return { what: "a cycle", hint: "send plain data that does not contain itself" };
  if (kind === "depth") return { what: `nested deeper than ${DEEPEST} levels`, hint: "send flatter data" };
  switch (typeof value) {
    case "undefined":
      return { what: "undefined", hint: "send null, or leave it out" };
    case "number":
      return { what: String(value), hint: "send null, or a string" };
    case "bigint":
      return { what: "a BigInt", hint: "send .toString()" };
    case "function":
      return { what: "a function", hint: "send the name of a job, or plain data" };
    case "symbol":
      return { what: "a symbol", hint: "send a string" };
    default:
      return describeInstance(value as object);
  }
}

function describeInstance(value: object): { readonly what: string; readonly hint: string } {
  const name = value.constructor?.name || "class instance";
  const plain = value instanceof Error ? "send .message" : "send plain data: objects, arrays, strings, numbers, null";
  return { what: `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}`, hint: HINTS[name] ?? plain };
}
