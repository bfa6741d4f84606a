// What stands in a message in place of arguments that are compressed, or too large for it and stored apart.

import { isTime } from "./iso-time.ts";
import { CLASSES, LONGEST_CLASS, NEEDED_DAYS } from "./payload-classes.ts";

/** Arguments stored apart. */
export interface StoredPayload {
  readonly bucket: string;
  readonly key: string;
  /** How many bytes are stored. */
  readonly bytes: number;
  /** Their SHA-256, in hexadecimal. */
  readonly sha256: string;
  readonly encoding?: "gzip";
  /** ISO 8601: until then the bucket keeps them. */
  readonly until?: string;
}

/** Arguments in the message, compressed. */
interface InlinePayload {
  readonly encoding: "gzip";
  /** In base64. */
  readonly data: string;
}

/** What stands for `args`: their JSON, stored or compressed. */
export type Payload = StoredPayload | InlinePayload;

/** The most that the arguments of one job may hold as JSON, in bytes: what a small function still has memory for, several times over. */
export const LARGEST_ARGS_BYTES = 64 * 1_048_576;

const DAY_MS = 86_400_000;

/** A day's end is cut off by S3: what was to be kept so long may be gone a day earlier than by the clock. */
const MARGIN_DAYS = 1;

export function isStored(payload: Payload | undefined): payload is StoredPayload {
  return payload !== undefined && "bucket" in payload;
}

export function isPayload(value: unknown): value is Payload {
  if (typeof value !== "object" || value === null) return false;
  const { bucket, key, bytes, sha256, encoding, until, data } = value as Record<string, unknown>;
  const isText = (field: unknown): boolean => typeof field === "string" && field !== "" && field.length <= 1024;
  if (encoding !== undefined && encoding !== "gzip") return false;
  if (data !== undefined) return typeof data === "string" && encoding === "gzip" && bucket === undefined;
  const isHash = typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
  const isUntil = until === undefined || isTime(until);
  const isSize = Number.isSafeInteger(bytes) && (bytes as number) >= 0 && (bytes as number) <= LARGEST_ARGS_BYTES;
  return isText(bucket) && isText(key) && isHash && isUntil && isSize;
}

/** A class and a day; the job's id follows. */
const PLACE = new RegExp(`^(?:${CLASSES.map(({ prefix }) => prefix).join("|")})/\\d{4}-\\d{2}-\\d{2}/`);

/** Whether what is stored is this job's, by its key: nobody reads or deletes another's by naming it in a message. */
export function isOwn({ key }: StoredPayload, id: string): boolean {
  const [place = ""] = PLACE.exec(key) ?? [];
  return place !== "" && key.slice(place.length) === id;
}

type Place = Required<Pick<StoredPayload, "key" | "until">>;

/**
 * Where to store the arguments of a job, and until when they are kept there.
 *
 * @param now milliseconds since 1970, as `dueAt`: when it runs at the earliest.
 * @param waitDays how many days it may wait before it is sent.
 */
export function toPlace(id: string, now: number, dueAt: number, waitDays = 0): Place {
  const neededDays = Math.max(0, dueAt - now) / DAY_MS + waitDays + NEEDED_DAYS + MARGIN_DAYS;
  const { prefix, days } = CLASSES.find((each) => each.days >= neededDays) ?? LONGEST_CLASS;
  const at = new Date(now).toISOString();
  return {
    key: `${prefix}/${at.slice(0, 10)}/${id}`,
    until: new Date(now + (days - MARGIN_DAYS) * DAY_MS).toISOString(),
  };
}

/** Whether what is stored may be gone while the message that is due then still waits, or lies dead. */
export function isTooShort({ until }: StoredPayload, dueAt: number): boolean {
  return until !== undefined && Date.parse(until) < dueAt + NEEDED_DAYS * DAY_MS;
}
