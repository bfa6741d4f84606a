// A job's arguments: JSON, and what the job's schema asks for, at both ends of the queue.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { ErrandError } from "./errors.ts";
import type { JobDefinition } from "./job.ts";
import { findNonJson } from "./json.ts";

/** A Standard Schema of a whole list of arguments, such as `z.tuple([z.string(), z.number()])`. */
export type ArgsSchema = StandardSchemaV1<readonly unknown[], readonly unknown[]>;

/** Arguments as the function gets them, or what is wrong with them. */
export type ParsedArgs =
  | { readonly ok: true; readonly args: readonly unknown[] }
  | { readonly ok: false; readonly message: string };

/**
 * Refuses, where a job is enqueued, arguments that would not arrive as they are, or that its schema refuses there.
 *
 * @throws `ErrandError` `invalid_args`.
 */
export async function checkArgs(definition: JobDefinition, args: readonly unknown[], where: string): Promise<void> {
  const problem = findNonJson(args, "args");
  if (problem !== undefined) {
    throw new ErrandError(
      "invalid_args",
      `${where}: ${problem.path} is ${problem.what}, but the arguments travel as JSON; ${problem.hint}.`,
    );
  }
  const parsed = await parseArgs(definition, args);
  if (!parsed.ok) throw new ErrandError("invalid_args", parsed.message);
}

/** What the job's schema makes of the arguments; without a schema, the arguments themselves. */
export async function parseArgs(definition: JobDefinition, args: readonly unknown[]): Promise<ParsedArgs> {
  if (definition.schema === undefined) return { ok: true, args };
  const result = await definition.schema["~standard"].validate(args);
  if (result.issues !== undefined) {
    const issues = result.issues.slice(0, 3).map((issue) => `${toPath(issue.path)}: ${issue.message}`);
    return { ok: false, message: `Job "${definition.name}" does not accept these arguments: ${issues.join("; ")}.` };
  }
  if (Array.isArray(result.value)) return { ok: true, args: result.value };
  return {
    ok: false,
    message:
      `Job "${definition.name}": its schema must give the list of arguments, but gave ${typeof result.value}. ` +
      "Describe the whole list, such as z.tuple([z.string()]).",
  };
}

function toPath(path: StandardSchemaV1.Issue["path"]): string {
  const keys = (path ?? []).map((part) => (typeof part === "object" ? part.key : part));
  return keys.reduce<string>(
    (text, key) => (typeof key === "string" && !/^\d+$/.test(key) ? `${text}.${key}` : `${text}[${String(key)}]`),
    "args",
  );
}
