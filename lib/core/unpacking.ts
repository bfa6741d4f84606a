// A delivery's arguments, fetched from where they were stored, or uncompressed: what was sent, or why that can't be had.

import { hash } from "node:crypto";
import type { Envelope } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import { show } from "./errors.ts";
import { gunzipped } from "./gzip.ts";
import type { Kernel } from "./kernel.ts";
import { stillSuspect, waiting } from "./next-envelope.ts";
import { type Arrival, type Outcome, postpone, refuse } from "./outcome.ts";
import { isStored, LARGEST_ARGS_BYTES, type Payload, type StoredPayload } from "./payload.ts";
import type { Delivery } from "./ports.ts";

/** The delivery with its arguments, or what becomes of it without them. */
export type Unpacked =
  | { readonly ok: true; readonly delivery: Delivery; readonly envelope: Envelope }
  | { readonly ok: false; readonly outcome: Outcome };

/** For so long a bucket that does not answer is asked again. */
const PATIENCE_MS = 3_600_000;

const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 300;

/** @param envelope the one that stands in `arrival.delivery`. */
export async function unpack(
  envelope: Envelope,
  arrival: Arrival,
  { blobs }: Pick<Kernel, "blobs">,
): Promise<Unpacked> {
  const { delivery } = arrival;
  const { payload } = envelope;
  if (payload === undefined || delivery.args !== undefined) return { ok: true, delivery, envelope };
  const found = await readArgs(payload, blobs);
  switch (found.kind) {
    case "found":
      return {
        ok: true,
        delivery: { ...delivery, args: found.text },
        envelope: { ...envelope, args: JSON.parse(found.text) },
      };
    case "unavailable":
      return { ok: false, outcome: unavailable(envelope, arrival, found.message) };
    default:
      return { ok: false, outcome: refuse(found.kind, `${found.message} It was not run.`, { ...arrival, envelope }) };
  }
}

/** The arguments as JSON, or why they can't be had; `unavailable`: they may be there. */
export type Found =
  | { readonly kind: "found"; readonly text: string }
  | {
      readonly kind: "unavailable" | "payload_missing" | "payload_altered" | "foreign_bucket" | "malformed";
      readonly message: string;
    };

export async function readArgs(payload: Payload, blobs: Kernel["blobs"]): Promise<Found> {
  const packed = isStored(payload) ? await fetch(payload, blobs) : Buffer.from(payload.data, "base64");
  if (!(packed instanceof Uint8Array)) return packed;
  const text = await toText(packed, payload);
  if (text !== undefined) return { kind: "found", text };
  const how = payload.encoding === undefined ? "" : ", compressed by gzip, of at most 64 MiB";
  return { kind: "malformed", message: `What "payload" stands for is not a list of arguments as JSON${how}.` };
}

async function fetch(
  { bucket, key, bytes, sha256 }: StoredPayload,
  connect: Kernel["blobs"],
): Promise<Uint8Array | Exclude<Found, { readonly kind: "found" }>> {
  const place = `${show(key)} of the bucket ${show(bucket)}`;
  try {
    const blobs = await connect?.();
    if (blobs === undefined || blobs.bucket !== bucket) {
      const own = blobs === undefined ? "has none (ERRAND_BUCKET is not set)" : `has ${show(blobs.bucket)}`;
      const message = `Its arguments are said to be in the bucket ${show(bucket)}, and this worker ${own}. Give sender and worker the same bucket.`;
      return { kind: "foreign_bucket", message };
    }
    const found = await blobs.get(key, bytes);
    if (found === undefined) {
      const message = `Its arguments are said to be at ${place}, and nothing is there: it has run before, or they were deleted.`;
      return { kind: "payload_missing", message };
    }
    if (found.length === bytes && hash("sha256", found) === sha256) return found;
    const message = `What is at ${place} is not what was sent: it must be ${bytes} bytes with the SHA-256 ${sha256}.`;
    return { kind: "payload_altered", message };
  } catch (error) {
    return { kind: "unavailable", message: toErrorRecord(error).message };
  }
}

/** Its arguments are still there, as far as anybody knows: it waits, and after an hour somebody is to know. */
function unavailable(envelope: Envelope, arrival: Arrival, why: string): Outcome {
  const { now, delivery } = arrival;
  // A message of a FIFO queue can't be sent on with a note in it.
  const first = delivery.group === undefined ? now : delivery.firstReceivedAt;
  const since = Math.min(now, envelope.unreadSince === undefined ? first : Date.parse(envelope.unreadSince));
  const waitedMs = now - since;
  if (waitedMs >= PATIENCE_MS) {
    const message = `Its arguments could not be read for an hour: ${why} It was not run; send it back when that is mended.`;
    return refuse("payload_unavailable", message, { ...arrival, envelope });
  }
  const delaySeconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(FIRST_WAIT_SECONDS, waitedMs / 1000));
  const noted = { ...stillSuspect(envelope, delivery.receives), unreadSince: new Date(since).toISOString() };
  return postpone(envelope, waiting(noted, now, delaySeconds), arrival, { why: "payload_unavailable", delaySeconds });
}

async function toText(packed: Uint8Array, { encoding }: Payload): Promise<string | undefined> {
  try {
    const bytes = encoding === undefined ? Buffer.from(packed) : await gunzipped(packed, LARGEST_ARGS_BYTES);
    const text = bytes.toString();
    return Array.isArray(JSON.parse(text)) ? text : undefined;
  } catch {
    return undefined; // not gzip, too much of it, or not JSON
  }
}
