// The fixed arguments of schedules in definitions, asked of their jobs' schemas before anything fires.

import type { JobDefinition } from "./definition.ts";
import { expectArgs } from "./parse-args.ts";

/** @throws `ErrandError` `invalid_args` for the first that its job's schema does not take. */
export async function checkScheduleArgs(definitions: Iterable<JobDefinition>): Promise<void> {
  for (const { name, schema, schedules } of definitions) {
    if (schema === undefined) continue;
    for (const { expression, args } of schedules)
      await expectArgs(schema, args, `Job "${name}", schedule ${expression}`);
  }
}
