// From an envelope to what is sent: large arguments compressed or stored apart, and all of it signed.

import { hash } from "node:crypto";
import { toSendable } from "./envelope.ts";
import { isErrandError } from "./errors.ts";
import { gzipped } from "./gzip.ts";
import { LARGEST_ARGS_BYTES, type Payload, toPlace } from "./payload.ts";
import { KEPT_DAYS } from "./payload-classes.ts";
import { mostBytes, type Unsealed } from "./plain-post.ts";
import type { Blobs, Clock, Limits, Post } from "./ports.ts";
import { dueAt, toPost } from "./post.ts";
import { noBucket, notUnicode, tooLarge, tooLargeForAll } from "./refusals.ts";
import type { Signatures } from "./signatures.ts";

interface PackOptions {
  readonly limits: Limits;
  readonly clock: Pick<Clock, "now">;
  readonly signatures: Signatures | undefined;
  /** Where large arguments go; gives none where no bucket is set. */
  readonly blobs: () => Promise<Blobs | undefined>;
  /** Arguments of more bytes are stored apart in any case; `undefined`: only what has no room in a message. */
  readonly above: number | undefined;
  /** Whether any message may be kept in a spool before it is sent. */
  readonly isSpooling: boolean;
}

/** Compressed, they cost an unpacking: less of a gain is none. */
const WORTHWHILE = 0.9;

/** @throws `ErrandError` `args_too_large`, `store_failed` or `invalid_keys`. */
export async function pack(unsealed: Unsealed, options: PackOptions): Promise<Post> {
  const { limits, clock, signatures } = options;
  const payload = await toPayload(unsealed, options);
  const envelope = payload === undefined ? unsealed.envelope : { ...unsealed.envelope, payload };
  const post = toPost(envelope, envelope.priority, clock.now(), limits);
  return signatures === undefined ? post : { ...post, body: await sign(post.body, unsealed, signatures) };
}

/** What can't be signed is named by its place, which only whoever has its parts can tell. */
async function sign(body: string, { envelope, where }: Unsealed, signatures: Signatures): Promise<string> {
  try {
    return await signatures.sign(body);
  } catch (error) {
    if (!isErrandError(error, "invalid_args")) throw error;
    const { findHalfPair } = await import("./half-pairs.ts");
    const { args, context } = envelope;
    const path = findHalfPair(args) ?? findHalfPair({ context });
    throw path === undefined ? error : notUnicode(path, where, error);
  }
}

/** What stands in the message in place of the arguments; `undefined` where they stand in it themselves. */
async function toPayload({ envelope, text, where, compress, sent: when }: Unsealed, options: PackOptions) {
  const { limits, above = Number.POSITIVE_INFINITY } = options;
  const bytes = Buffer.byteLength(text);
  const most = mostBytes(limits);
  const besides = () => Buffer.byteLength(JSON.stringify({ ...envelope, args: 0 }));
  const sent = bytes * 2 <= most ? bytes : Buffer.byteLength(toSendable(text));
  if (!compress && bytes <= above && sent + besides() <= most) return undefined;
  if (bytes > LARGEST_ARGS_BYTES) throw tooLargeForAll(bytes, LARGEST_ARGS_BYTES, where, "its arguments");

  const packed = compress ? await gzipped(text) : undefined;
  const data = packed?.toString("base64");
  const isSmaller = data !== undefined && data.length < bytes * WORTHWHILE;
  const size = isSmaller ? data.length : sent;
  const weighed = isSmaller ? size : bytes;
  const hasRoom = size + besides() <= most;
  if (weighed <= above && hasRoom) {
    return isSmaller ? ({ encoding: "gzip", data } satisfies Payload) : undefined;
  }

  const blobs = await options.blobs();
  if (blobs === undefined) throw hasRoom ? noBucket(weighed, above, where) : tooLarge(size + besides(), most, where);
  const stored = isSmaller && packed !== undefined ? packed : Buffer.from(text);
  const waitDays = when === "later" || options.isSpooling ? KEPT_DAYS : 0;
  const { key, until } = toPlace(envelope.id, options.clock.now(), dueAt(envelope), waitDays);
  await blobs.put(key, stored);
  const sha256 = hash("sha256", stored);
  const { bucket } = blobs;
  const place: Payload = { bucket, key, bytes: stored.length, sha256, until };
  return isSmaller ? { ...place, encoding: "gzip" as const } : place;
}
