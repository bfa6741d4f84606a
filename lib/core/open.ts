// Reading a message from any sender: the full form, or the two fields that are all a sender must write.

import type { Envelope } from "./envelope.ts";
import { isTime } from "./iso-time.ts";
import { revived } from "./next-envelope.ts";
import { isOwn, isPayload, isStored } from "./payload.ts";
import type { Delivery, Distrust } from "./ports.ts";
import { withoutRequest } from "./undelivered.ts";

/** What EventBridge Scheduler puts each run's time in the place of, to the second. Guide, "Adding context attributes". */
export const SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";

/** A message that could be read, or what is wrong with it; `unreadable.ts` says it in words. */
export type Opened =
  /** `isFiring`: it comes from its schedule, and not from somebody who has sent it on since. */
  | { readonly ok: true; readonly envelope: Envelope; readonly isFiring: boolean }
  | { readonly ok: false; readonly fault: Fault };

/** Why a message can't be read. */
export type Fault =
  | { readonly kind: "not_json"; readonly error: unknown }
  | { readonly kind: "no_object" }
  | { readonly kind: "version"; readonly got: unknown }
  | { readonly kind: "field"; readonly name: FieldName }
  /** Its arguments are said to be where another's are. */
  | { readonly kind: "place"; readonly key: string; readonly id: string }
  /** It can be read, but is not to be run. */
  | { readonly kind: "distrust"; readonly distrust: Distrust; readonly envelope: Envelope };

export function open(delivery: Delivery): Opened {
  let read: unknown;
  try {
    read = withoutRequest(JSON.parse(delivery.body));
  } catch (error) {
    return { ok: false, fault: { kind: "not_json", error } };
  }
  if (!isRecord(read)) return { ok: false, fault: { kind: "no_object" } };
  const message = read["scheduledAt"] === SCHEDULED_TIME ? withTime(read, delivery) : read;
  const { errand: got = 1 } = message;
  if (got !== 1) return { ok: false, fault: { kind: "version", got } };
  const isPacked = message["payload"] !== undefined;
  const fits = (name: FieldName): boolean =>
    // One or the other: with both, nobody could say which were meant, nor keep what was signed as it is.
    isPacked && name === "args" ? message[name] === undefined : FIELDS[name](message[name]);
  const name = NAMES.find((name) => !fits(name));
  if (name !== undefined) return { ok: false, fault: { kind: "field", name } };
  const { attempt = 1, held, signature: _, ...alive } = message["dead"] === undefined ? message : revived(message);
  // A message of a FIFO queue is tried again where it stands: there, only the queue can count.
  const again = delivery.group === undefined ? 0 : delivery.receives - 1;
  const envelope = {
    enqueuedAt: new Date(delivery.sentAt).toISOString(),
    id: delivery.messageId,
    priority: delivery.priority,
    ...alive,
    ...(isPacked && { args: delivery.args === undefined ? [] : JSON.parse(delivery.args) }),
    attempt: Number(attempt) + again,
    errand: 1,
  } as Envelope;
  const { payload, id } = envelope;
  if (isStored(payload) && !isOwn(payload, id)) return { ok: false, fault: { kind: "place", key: payload.key, id } };
  const { distrust } = delivery;
  if (distrust !== undefined) return { ok: false, fault: { kind: "distrust", distrust, envelope } };
  const isFiring = held === true || (message["scheduledAt"] !== undefined && message["enqueuedAt"] === undefined);
  return { ok: true, envelope, isFiring };
}

const orNone =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);

/** What each field must be; the first two are all that a sender must write. */
const FIELDS = {
  function: isText,
  args: Array.isArray,
  payload: orNone(isPayload),
  id: orNone(isText),
  attempt: orNone((value) => isCount(value) && value !== 0),
  enqueuedAt: orNone(isTime),
  notBefore: orNone(isTime),
  scheduledAt: orNone(isTime),
  expiresAt: orNone(isTime),
  unknownSince: orNone(isTime),
  unreadSince: orNone(isTime),
  scheduleId: orNone(isText),
  hops: orNone(isCount),
  crashes: orNone(isCount),
  quarantine: orNone((value) => isRecord(value) && isCount(value["copies"])),
  held: orNone((value) => value === true),
  priority: orNone((value) => value === "high" || value === "low"),
  history: orNone((value) => Array.isArray(value) && value.every(isRecord)),
} satisfies Readonly<Record<string, (value: unknown) => boolean>>;

export type FieldName = keyof typeof FIELDS;

const NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** A scheduler that leaves the time to its reader, as MiniStack does: it fires at full minutes. */
function withTime(message: Readonly<Record<string, unknown>>, { sentAt }: Delivery): typeof message {
  const time = new Date(sentAt - (sentAt % 60_000)).toISOString();
  const { id } = message;
  return { ...message, scheduledAt: time, ...(isText(id) && { id: id.replace(SCHEDULED_TIME, time) }) };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length >= 1 && value.length <= 128;
}
