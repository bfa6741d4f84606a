// What a job's schema makes of its arguments.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JobDefinition } from "./definition.ts";
import { cut } from "./error-record.ts";
import { ErrandError } from "./errors.ts";
import { inTime } from "./in-time.ts";
import type { Clock } from "./ports.ts";
import type { ArgsSchema } from "./schema.ts";
import type { TimeLeft } from "./time-left.ts";

/** Arguments as the function gets them, or what is wrong with them. */
export type ParsedArgs =
  | { readonly ok: true; readonly args: readonly unknown[] }
  | { readonly ok: false; readonly message: string };

/** So much is told of what a schema says of one place. */
const LONGEST_ISSUE = 300;

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

/** As `parseArgs`; rejects with a TimeoutError when that takes longer than the job, or what runs it, has time. */
export async function parseArgsInTime(
  { schema, timeoutSeconds = Number.POSITIVE_INFINITY }: JobDefinition,
  args: readonly unknown[],
  clock: Clock,
  time: TimeLeft | undefined,
): Promise<ParsedArgs> {
  if (schema === undefined) return { ok: true, args };
  const milliseconds = Math.min(timeoutSeconds * 1000, (time?.giveUpAt ?? Number.POSITIVE_INFINITY) - clock.now());
  const parsing = parseArgs(schema, args);
  if (milliseconds === Number.POSITIVE_INFINITY) return parsing;
  return inTime(parsing, { clock, milliseconds }, () => {
    throw Object.assign(new Error("The job's schema did not answer in time."), { name: "TimeoutError" });
  });
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
  const text = cut(message, LONGEST_ISSUE);
  const told = new Set<string>();
  JSON.stringify(args, (_, value: unknown) => {
    if (typeof value !== "string" && typeof value !== "number") return value;
    const written = JSON.stringify(value);
    for (const form of [String(value), written.replace(/^"|"$/g, "")]) {
      if (form.length >= SHORTEST_VALUE && text.includes(form)) told.add(form);
    }
    return value;
  });
  return [...told].toSorted((a, b) => b.length - a.length).reduce((left, value) => left.replaceAll(value, "…"), text);
}

/** As JavaScript writes it: `args[0].email`. */
function toPath(path: StandardSchemaV1.Issue["path"]): string {
  const keys = (path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  return `args${keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join("")}`;
}
