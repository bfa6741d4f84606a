// The entries of a record that are of one job.

import { definitionOf } from "../core/definition.ts";
import { ErrandError, show } from "../core/errors.ts";

/** @throws `ErrandError` `invalid_option` for what is no job. */
export function ofJob<Entry extends { readonly job: string }>(
  entries: readonly Entry[],
  job: unknown,
  where: string,
): readonly Entry[] {
  const definition = definitionOf(job);
  if (definition === undefined) {
    throw new ErrandError(
      "invalid_option",
      `${where} must get a job, what job("name", fn) returns, got ${show(job)}. Give the job itself, not its name.`,
    );
  }
  return entries.filter(({ job: name }) => name === definition.name);
}
