// What is wrong with a message that can't be read, in words.

import { show } from "./errors.ts";
import type { DeadReason } from "./events.ts";
import type { Fault, FieldName } from "./open.ts";
import { CLASSES } from "./payload-classes.ts";
import type { Distrust } from "./ports.ts";

const TEXT = "a text of 1 to 128 characters";
const TIME = "a time in ISO 8601";
const COUNT = "a whole number from 0";

const EXPECTED: Readonly<Record<FieldName, string>> = {
  function: "the job's name",
  args: 'a list of arguments, and left out where "payload" stands for it',
  id: TEXT,
  attempt: "a whole number from 1",
  enqueuedAt: TIME,
  notBefore: TIME,
  scheduledAt: TIME,
  expiresAt: TIME,
  unknownSince: TIME,
  unreadSince: TIME,
  payload: "what stands for stored arguments (bucket, key, bytes, sha256) or compressed ones (encoding, data)",
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
    case "place": {
      const classes = CLASSES.map(({ prefix }) => prefix).join(", ");
      const own = `<${classes}>/<yyyy-mm-dd>/<the id of the message, ${show(fault.id)}>`;
      return malformed(`Its arguments are said to be another's: "payload.key" must be ${own}, got ${show(fault.key)}`);
    }
    case "distrust":
      return { reason: fault.distrust.reason, message: explainDistrust(fault.distrust) };
    default:
      return fault satisfies never;
  }
}

function explainDistrust({ reason, keyId }: Distrust): string {
  const key = keyId === undefined ? "a key" : `the key ${show(keyId)}`;
  switch (reason) {
    case "unsigned":
      return "The message has no signature, and this worker has signing keys, so it was not run. Have its sender sign it (ERRAND_SIGNING_KEYS), or find out who it is.";
    case "unknown_key":
      return `The message is signed with ${key}, which this worker doesn't have, so it was not run. Add that key to ERRAND_SIGNING_KEYS and send the message back, or find out who signs with it.`;
    case "bad_signature":
      return `The message is not what was signed with ${key}: it was altered or forged, or has another message's signature. It was not run. Find out who can write to the queue.`;
    default:
      return reason satisfies never;
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
