// What a job's end means for its stored arguments: deleted once nobody needs them, kept for longer where it runs much later.

import type { Envelope } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import type { ErrandEvent } from "./events.ts";
import { isOwn, isStored, isTooShort, toPlace } from "./payload.ts";
import type { Blobs } from "./ports.ts";
import { dueAt } from "./post.ts";

type Connect = (() => Promise<Blobs | undefined>) | undefined;

/** Never rejects: what can't be deleted now, the bucket's lifecycle deletes. */
export async function forgetArgs(
  { payload, id }: Pick<Envelope, "payload" | "id">,
  connect: Connect,
  onFailed: (error: unknown) => void,
): Promise<void> {
  if (!isStored(payload) || !isOwn(payload, id)) return;
  try {
    const blobs = await connect?.();
    if (blobs?.bucket === payload.bucket) await blobs.remove(payload.key);
  } catch (error) {
    onFailed(error);
  }
}

/**
 * The message to send in place of `envelope`, where its arguments would be gone before it has run: they are stored anew, for longer. What
 * was stored before is left to the bucket's lifecycle, for the message before may come again.
 *
 * @throws `ErrandError` `store_failed`.
 */
export async function prolonged(envelope: Envelope, connect: Connect, now: number): Promise<Envelope> {
  const { payload, id } = envelope;
  const due = Math.max(now, dueAt(envelope));
  if (!isStored(payload) || !isOwn(payload, id) || !isTooShort(payload, due)) return envelope;
  const blobs = await connect?.();
  const bytes = blobs?.bucket === payload.bucket ? await blobs.get(payload.key, payload.bytes) : undefined;
  const place = toPlace(id, now, due);
  // What is gone already is told when it is to run; and there is no longer than the longest.
  if (blobs === undefined || bytes === undefined || place.key === payload.key) return envelope;
  await blobs.put(place.key, bytes);
  return { ...envelope, payload: { ...payload, ...place } };
}

/** What is told of arguments that could not be deleted. */
export function leftBehind(envelope: Envelope, error: unknown, at: number): ErrandEvent {
  const { function: job, id, priority, attempt } = envelope;
  return { type: "payload.left", job, id, priority, attempt, at, error: toErrorRecord(error) };
}
