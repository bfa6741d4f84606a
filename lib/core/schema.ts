// A job's schema of its arguments: any Standard Schema, asked at both ends of the queue.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { refuse } from "./options.ts";

/** A Standard Schema of a whole list of arguments, such as `z.tuple([z.string(), z.number()])`. */
export type ArgsSchema = StandardSchemaV1<readonly unknown[], readonly unknown[]>;

/** @throws `ErrandError` `invalid_option` for what is no Standard Schema. */
export function expectSchema(schema: ArgsSchema, where: string): void {
  if (typeof schema?.["~standard"]?.validate === "function") return;
  const advice = "Give a schema of the list of arguments, such as z.tuple([z.string()]).";
  throw refuse(`${where}: "args"`, "a Standard Schema (zod, valibot, arktype …)", schema, advice);
}
