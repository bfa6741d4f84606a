// The wording of what is refused at the caller: where, what was expected, what came, what to do instead.

import { type Captured, MOST_CONTEXT_BYTES } from "./context.ts";
import type { JobDefinition } from "./definition.ts";
import { type EnqueueEntry, EnqueueManyError } from "./enqueue-many-error.ts";
import { ErrandError, show } from "./errors.ts";
import { DEEPEST, type JsonProblem } from "./json.ts";
import type { Distrust } from "./ports.ts";

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

/** Where what is refused stands: the job, and of a list the entry. */
export function placeOf({ name }: JobDefinition, many: boolean, index: number): string {
  return `Job "${name}"${many ? `, entry ${index}` : ""}`;
}

/** @param where the job, and the entry of a list, as in `Job "welcome", entry 3`. */
export function notJson(problem: JsonProblem, where: string): ErrandError {
  const { what, hint } = describe(problem);
  return new ErrandError(
    "invalid_args",
    `${where}: ${toPath(problem.path)} is ${what}, but the arguments travel as JSON; ${hint}.`,
  );
}

/**
 * @param path to the text, in the arguments or, beginning with `context`, in that.
 * @param where as of `notJson`.
 */
export function notUnicode(path: JsonProblem["path"], where: string, cause: unknown): ErrandError {
  const place = path[0] === "context" ? toPath(path).replace(/^args\./, "") : toPath(path);
  const message =
    `${where}: ${place} has half of a surrogate pair, which can't be signed, for it is no Unicode; ` +
    "send text.toWellFormed(), or bytes in base64.";
  return new ErrandError("invalid_args", message, { cause });
}

export function notAList(value: unknown, where: string): ErrandError {
  return new ErrandError(
    "invalid_args",
    `${where}: the arguments must be a list, got ${typeof value === "string" ? `a string of ${value.length}` : show(value)}. Give [argument, …]; to enqueueMany, a list of such lists.`,
  );
}

/** Of a message, where a bucket would help. */
export function tooLarge(bytes: number, mostBytes: number, where: string): ErrandError {
  return oversized(
    `${where}: its message may be at most ${inBytes(mostBytes)}, got ${bytes.toLocaleString("en")}. ` +
      "Give it a bucket for what is large (ERRAND_BUCKET), or store the data elsewhere and send where it is.",
  );
}

/** Where no bucket would help. @param what such as `its arguments`. */
export function tooLargeForAll(bytes: number, mostBytes: number, where: string, what: string): ErrandError {
  return oversized(
    `${where}: ${what} may be at most ${inBytes(mostBytes)}, got ${bytes.toLocaleString("en")}. ` +
      "Send less, or store the data yourself and send where it is.",
  );
}

/** A message would hold them, but they are to be stored apart. */
export function noBucket(bytes: number, above: number, where: string): ErrandError {
  return oversized(
    `${where}: arguments of more than ${inBytes(above)} (largeArgs.above) go through a bucket, got ${bytes.toLocaleString("en")} and no bucket. ` +
      "Set ERRAND_BUCKET, or leave largeArgs.above out.",
  );
}

function oversized(message: string): ErrandError {
  return new ErrandError("args_too_large", message);
}

function inBytes(bytes: number): string {
  return `${bytes.toLocaleString("en")} bytes`;
}

export function badContext({ thrown, problem, bytes }: Extract<Captured, { ok: false }>): ErrandError {
  const where = "configure({ context: { capture } })";
  const advice = "Nothing was enqueued. Return a small plain object, at once, or undefined for none.";
  const refuse = (what: string, cause?: unknown) =>
    new ErrandError(
      "invalid_context",
      `${where} must return JSON of at most ${MOST_CONTEXT_BYTES.toLocaleString("en")} bytes, ${what}. ${advice}`,
      { cause },
    );
  if (problem === undefined && bytes === undefined) {
    return refuse(`but threw: ${thrown instanceof Error ? thrown.message : show(thrown)}`, thrown);
  }
  if (bytes !== undefined) return refuse(`got ${bytes.toLocaleString("en")}`);
  const { what, hint } = describe(problem as JsonProblem);
  return refuse(
    `got ${what}${problem?.path.length ? ` at ${toPath(problem.path).replace(/^args/, "context")}` : ""}; ${hint}`,
  );
}

export function noJob(value: unknown): ErrandError {
  return new ErrandError(
    "invalid_option",
    `Only a job can be enqueued, got ${show(value)}. Give what job("name", fn) returns.`,
  );
}

export function noFunction(value: unknown): ErrandError {
  return new ErrandError(
    "invalid_option",
    `lazy(…) must load a function, got ${show(value)}. Export the job's function as the module's default, ` +
      'or pick it: lazy(() => import("./module.ts").then((module) => module.name)).',
  );
}

/** @param why the sentence that says so, where none at all can be waiting. */
export function cannotCancel(
  job: string,
  id: string,
  what: "cancelled" | "rescheduled",
  why = "It is in its queue already (so is what is due within 15 minutes of its enqueueing, or within a minute from now), has run, " +
    "was cancelled before, never was, or is another job's.",
): ErrandError {
  const advice = "Have the job itself look whether it is still wanted, and throw discard(…) if not.";
  const message = `Job "${job}", ${id}: it can't be ${what}, for no schedule holds it back. ${why} ${advice}`;
  return new ErrandError("cannot_cancel", message);
}

/** Moved, what a schedule holds would be signed here: nobody has looked at it. */
export function distrusted(job: string, id: string, { reason, keyId }: Distrust): ErrandError {
  const key = keyId === undefined ? "a key" : `the key ${show(keyId)}`;
  const found: Readonly<Record<Distrust["reason"], string>> = {
    unsigned: "what its schedule holds has no signature. Find out who made it",
    unknown_key: `what its schedule holds is signed with ${key}, which this program doesn't have. Add that key to its list`,
    bad_signature: `what its schedule holds is not what was signed with ${key}. Find out who can write to the schedules`,
  };
  const message = `Job "${job}", ${id}: it can't be rescheduled, for ${found[reason]}; or cancel it, and enqueue the job anew.`;
  return new ErrandError("cannot_cancel", message);
}

/** @param what was asked for. */
export function noScheduler(what: string): ErrandError {
  return new ErrandError(
    "not_configured",
    `${what} needs ERRAND_SCHEDULE_GROUP, the name of an EventBridge Scheduler group, and ERRAND_SCHEDULE_ROLE_ARN, but no group ` +
      'is set. On AWS, give both to what enqueues and to the worker; locally, take the variables that "errand dev" prints.',
  );
}

/** @param where the job, or the call. */
export function incomplete(where: string, entries: readonly EnqueueEntry[]): EnqueueManyError {
  const refused = entries.flatMap((entry, index) => (entry.ok ? [] : [{ index, error: entry.error }]));
  const [first] = refused;
  return new EnqueueManyError(
    `${where}: ${refused.length} of ${entries.length} entries were not accepted, the first of them entry ` +
      `${first?.index}: ${first?.error.message}\n` +
      (refused.length === entries.length ? "Nothing is enqueued. " : "The others are enqueued. ") +
      "`error.entries` tells each; enqueue again only those refused.",
    entries,
  );
}

/** As JavaScript writes it: `args[0].when`. */
function toPath(keys: JsonProblem["path"]): string {
  const steps = keys.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `args${steps.slice(0, 20).join("")}${steps.length > 20 ? "…" : ""}`;
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
