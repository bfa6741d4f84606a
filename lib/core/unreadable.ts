// What is wrong with a message that can't be read, in words.

import { show } from "./errors.ts";
import type { DeadReason } from "./events.ts";
import type { Fault, FieldName } from "./open.ts";

const TEXT = "a text of 1 to 128 characters";
const TIME = "a time in ISO 8601";
const COUNT = "a whole number from 0";

const EXPECTED: Readonly<Record<FieldName, string>> = {
  function: "the job's name",
  args: "a list of arguments",
  id: TEXT,
  attempt: "a whole number from 1",
  enqueuedAt: TIME,
  notBefore: TIME,
  scheduledAt: TIME,
  expiresAt: TIME,
  unknownSince: TIME,
  scheduleId: TEXT,
  hops: COUNT,
  crashes: COUNT,
  quarantine: 'an object with "copies", a whole number from 0',
  held: "true",
  priority: '"high" or "low"',
  history: "a list of objects",
};

export function explain(fault: Fault): { readonly reason: DeadReason; readonly message: string } {
  switch (fault.kind) {
    case "version": {
      const message = `The message has version ${show(fault.got)} in "errand"; this worker reads version 1. Update the worker.`;
      return { reason: "unsupported_version", message };
    }
    case "not_json":
      return malformed(`The body is not JSON${placeOf(fault.error)}`);
    case "no_object":
      return malformed("The body must be a JSON object");
    case "field":
      return malformed(`"${fault.name}" must be ${EXPECTED[fault.name]}`);
    default:
      return fault satisfies never;
  }
}

/** The parser's own message quotes the body, which may hold what is nobody's business. */
function placeOf(error: unknown): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? "" : ` (it breaks off at position ${position})`;
}

function malformed(what: string) {
  return {
    reason: "malformed",
    message: `${what}. The least that a message holds is {"function": "name", "args": []}.`,
  } as const;
}
