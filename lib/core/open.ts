// Reading a message from any sender: the full form, or the two fields that are all a sender must write.

import type { Envelope } from "./envelope.ts";
import { show } from "./errors.ts";
import type { DeadReason } from "./events.ts";
import { revived } from "./next-envelope.ts";
import type { Delivery } from "./ports.ts";

/** What EventBridge Scheduler puts each run's time in the place of, to the second. Guide, "Adding context attributes". */
export const SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";

/** A message that could be read, or what is wrong with it. */
export type Opened =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly reason: DeadReason; readonly message: string };

export function open(delivery: Delivery): Opened {
  let read: unknown;
  try {
    read = JSON.parse(delivery.body);
  } catch (error) {
    return malformed(`the body is not JSON${placeOf(error)}`);
  }
  if (!isRecord(read)) return malformed("the body must be a JSON object");
  const message = read["scheduledAt"] === SCHEDULED_TIME ? withTime(read, delivery) : read;
  if (message["errand"] !== undefined && message["errand"] !== 1) {
    return {
      ok: false,
      reason: "unsupported_version",
      message: `The message has version ${show(message["errand"])} in "errand"; this worker reads version 1. Update the worker.`,
    };
  }
  const wrong = FIELDS.find(({ name, required, fits }) =>
    message[name] === undefined ? required : !fits(message[name]),
  );
  if (wrong !== undefined) return malformed(`"${wrong.name}" must be ${wrong.expected}`);
  const { attempt = 1, ...alive } = message["dead"] === undefined ? message : revived(message);
  // A message of a FIFO queue is tried again where it stands: there, only the queue can count.
  const again = delivery.group === undefined ? 0 : delivery.receives - 1;
  return {
    ok: true,
    envelope: {
      enqueuedAt: new Date(delivery.sentAt).toISOString(),
      id: delivery.messageId,
      priority: delivery.priority,
      ...alive,
      attempt: Number(attempt) + again,
      errand: 1,
    } as Envelope,
  };
}

/** A scheduler that leaves the time to its reader, as MiniStack does: it fires at full minutes. */
function withTime(message: Readonly<Record<string, unknown>>, { sentAt }: Delivery): typeof message {
  const time = new Date(sentAt - (sentAt % 60_000)).toISOString();
  return { ...message, scheduledAt: time, id: String(message["id"]).replace(SCHEDULED_TIME, time) };
}

/** The parser's own message quotes the body, which may hold what is nobody's business. */
function placeOf(error: unknown): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? "" : ` (it breaks off at position ${position})`;
}

const FIELDS: readonly {
  readonly name: string;
  readonly required: boolean;
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
}[] = [
  { name: "function", required: true, expected: "the job's name", fits: isText },
  { name: "args", required: true, expected: "a list of arguments", fits: Array.isArray },
  { name: "id", required: false, expected: "a text of 1 to 128 characters", fits: isText },
  {
    name: "attempt",
    required: false,
    expected: "a whole number from 1",
    fits: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  },
  { name: "enqueuedAt", required: false, expected: "a time in ISO 8601", fits: isTime },
  { name: "notBefore", required: false, expected: "a time in ISO 8601", fits: isTime },
  { name: "scheduledAt", required: false, expected: "a time in ISO 8601", fits: isTime },
  { name: "scheduleId", required: false, expected: "a text of 1 to 128 characters", fits: isText },
  { name: "expiresAt", required: false, expected: "a time in ISO 8601", fits: isTime },
  { name: "unknownSince", required: false, expected: "a time in ISO 8601", fits: isTime },
  { name: "hops", required: false, expected: "a whole number from 0", fits: isCount },
  { name: "crashes", required: false, expected: "a whole number from 0", fits: isCount },
  {
    name: "quarantine",
    required: false,
    expected: 'an object with "copies", a whole number from 0',
    fits: (value) => isRecord(value) && isCount(value["copies"]),
  },
  {
    name: "priority",
    required: false,
    expected: '"high" or "low"',
    fits: (value) => value === "high" || value === "low",
  },
  {
    name: "history",
    required: false,
    expected: "a list of objects",
    fits: (value) => Array.isArray(value) && value.every(isRecord),
  },
];

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length >= 1 && value.length <= 128;
}

function isTime(value: unknown): boolean {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

function malformed(what: string): Opened {
  return {
    ok: false,
    reason: "malformed",
    message: `${what[0]?.toUpperCase()}${what.slice(1)}. The least that a message holds is {"function": "name", "args": []}.`,
  };
}
