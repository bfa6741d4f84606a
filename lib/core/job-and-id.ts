// The job and the id that a call is about, checked.

import { definitionOf, type JobDefinition } from "./definition.ts";
import { refuse } from "./options.ts";
import { noJob } from "./refusals.ts";

/** As long as the ids of jobs may be in a message. */
const LONGEST_ID = 128;

/** @throws `ErrandError` `invalid_option` for what is no job. */
export function expectJob(job: unknown): JobDefinition {
  const definition = definitionOf(job);
  if (definition === undefined) throw noJob(job);
  return definition;
}

/** @throws `ErrandError` `invalid_option`. */
export function expectId(id: unknown, where: string): void {
  // Half a character has no bytes of its own: its schedule would be that of every other half.
  if (typeof id === "string" && id.length >= 1 && id.length <= LONGEST_ID && id.isWellFormed()) return;
  throw refuse(
    `${where}: the id`,
    `a text of 1 to ${LONGEST_ID} characters, all of them whole`,
    id,
    "Give the id of its receipt, or what you call its schedule.",
  );
}
