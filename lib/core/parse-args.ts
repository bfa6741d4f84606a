// What a job's schema makes of its arguments.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { ErrandError } from "./errors.ts";
import type { ArgsSchema } from "./schema.ts";

/** Arguments as the function gets them, or what is wrong with them. */
export type ParsedArgs =
  | { readonly ok: true; readonly args: readonly unknown[] }
  | { readonly ok: false; readonly message: string };

/** A value of fewer letters tells little, and may stand in any word. */
const SHORTEST_VALUE = 3;

/** What the job's schema makes of the arguments. */
export async function parseArgs(schema: ArgsSchema, args: readonly unknown[]): Promise<ParsedArgs> {
  const result = await schema["~standard"].validate(args);
  if (result.issues !== undefined) {
    const issues = result.issues
      .slice(0, 3)
      .map(({ path, message }) => `${toPath(path)}: ${withoutValues(message, args)}`);
    return {
      ok: false,
      message: `its schema does not accept the arguments: ${issues.join("; ")}. Send what it describes.`,
    };
  }
  if (Array.isArray(result.value)) return { ok: true, args: result.value };
  return {
    ok: false,
    message:
      `its schema must give the list of arguments, but gave ${typeof result.value}. ` +
      "Describe the whole list, such as z.tuple([z.string()]).",
  };
}

/**
 * The arguments as the function gets them.
 *
 * @throws `ErrandError` `invalid_args`.
 */
export async function expectArgs(
  schema: ArgsSchema | undefined,
  args: readonly unknown[],
  where: string,
): Promise<readonly unknown[]> {
  if (schema === undefined) return args;
  const parsed = await parseArgs(schema, args);
  if (parsed.ok) return parsed.args;
  throw new ErrandError("invalid_args", `${where}: ${parsed.message}`);
}

/** Some schemas quote what they refuse, and an argument's value is nobody's business: neither a log's nor a dead letter's. */
function withoutValues(message: string, args: readonly unknown[]): string {
  const values: string[] = [];
  JSON.stringify(args, (_, value: unknown) => {
    if (typeof value === "string" || typeof value === "number") values.push(String(value));
    return value;
  });
  const told = values.filter((value) => value.length >= SHORTEST_VALUE).toSorted((a, b) => b.length - a.length);
  return told.reduce((text, value) => text.replaceAll(value, "…"), message);
}

/** As JavaScript writes it: `args[0].email`. */
function toPath(path: StandardSchemaV1.Issue["path"]): string {
  const keys = (path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  return `args${keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join("")}`;
}
