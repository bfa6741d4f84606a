// A dead letter made ready to live again: as it was enqueued, from its first attempt, with its history.

import type { Letter } from "./dead-job.ts";
import { AS_NEW } from "./dead-letter-reading.ts";
import type { DeadQueues } from "./dead-queues.ts";
import { type Envelope, trySeal } from "./envelope.ts";
import { show } from "./errors.ts";
import { findNonJson } from "./json.ts";
import { revived } from "./next-envelope.ts";
import { open } from "./open.ts";
import type { Distrust, Limits, Post } from "./ports.ts";
import { toPost } from "./post.ts";
import { notJson } from "./refusals.ts";
import { prolonged } from "./stored-args.ts";
import { withoutRequest } from "./undelivered.ts";
import { explain } from "./unreadable.ts";

/** Makes another message of the one that is to be sent back, as with the arguments mended. */
export type Edit = (envelope: Envelope) => Envelope | Promise<Envelope>;

/** What to send back, or why it can't be. */
export type Revival = { readonly ok: true; readonly post: Post } | { readonly ok: false; readonly error: Error };

/** What reviving takes besides the letter. */
export type RevivalWorld = Pick<DeadQueues, "limits" | "signatures" | "blobs"> & {
  /** Milliseconds since 1970. */
  readonly now: number;
};

export async function revive(letter: Letter, edit: Edit | undefined, world: RevivalWorld): Promise<Revival> {
  const { envelope, job, message } = letter;
  const { now, limits, signatures, blobs } = world;
  if (envelope === undefined) {
    if (edit === undefined) return wordForWord(job.unreadable ?? job.body, letter);
    return refused("its message can't be read, so there is nothing to edit: retry it without `edit`, or discard it");
  }
  const alive = revived(envelope) as unknown as Envelope;
  try {
    if (edit === undefined) {
      const distrust = await signatures?.distrust(message.body, "dead");
      if (distrust?.reason === "unsigned") return asItCame(letter, limits);
      if (distrust !== undefined) return refused(NOT_VOUCHED_FOR[distrust.reason]);
      const revival = seal(await prolonged(alive, blobs, now), letter, now, limits);
      // While no signature is needed, what has none goes on without.
      return revival.ok && !isSigned(message.body)
        ? { ok: true, post: { ...revival.post, isUnsigned: true } }
        : revival;
    }
    const edited = await edit(structuredClone(await withOwnArgs(alive, blobs)));
    return check(edited, letter, now, limits);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(`edit threw ${show(error)}`) };
  }
}

/**
 * What was never signed may be of a schedule that stands in its job's definition: a worker can tell, by the message as that schedule has
 * sent it. Any other dies again.
 */
function asItCame(letter: Letter, limits: Limits): Revival {
  const { body } = letter.message;
  const read = JSON.parse(body) as { readonly MessageBody: string };
  if (withoutRequest(read) !== read) return wordForWord(read.MessageBody, letter);
  if (!("dead" in read)) return wordForWord(body, letter);
  const { dead: _, ...alive } = read;
  const text = trySeal(alive, limits);
  return text === undefined ? refused(tooMuch(limits)) : wordForWord(text, letter);
}

function wordForWord(body: string, { job: { id, priority }, message: { group } }: Letter): Revival {
  return { ok: true, post: { id, body, priority, delaySeconds: 0, group, isUnsigned: true } };
}

function isSigned(body: string): boolean {
  const message = withoutRequest(JSON.parse(body)) as Readonly<Record<string, unknown>>;
  return message["signature"] !== undefined;
}

/** Sent back, it would be signed here: that is for somebody to decide who has looked at it. */
const NOT_VOUCHED_FOR: Readonly<Record<Exclude<Distrust["reason"], "unsigned">, string>> = {
  unknown_key: "it is signed with a key that is not among this program's. Add the key, or send it back with `edit`",
  bad_signature: "its signature is not its own. Find out who sent it; `edit` would sign what you have looked at",
};

/** What stands apart is put into it, to be looked at and changed. */
async function withOwnArgs(envelope: Envelope, blobs: RevivalWorld["blobs"]): Promise<Envelope> {
  if (envelope.payload === undefined) return envelope;
  const { payload, ...rest } = envelope;
  const { readArgs } = await import("./unpacking.ts");
  const found = await readArgs(payload, blobs);
  if (found.kind === "found") return { ...(rest as Envelope), args: JSON.parse(found.text) };
  throw new Error(`It stays dead: there is nothing to edit. ${found.message}`);
}

function check(edited: Envelope, letter: Letter, now: number, limits: Limits): Revival {
  const problem = findNonJson(edited?.args);
  if (problem !== undefined) return { ok: false, error: notJson(problem, "edit(envelope)") };
  const { messageId, sentAt } = letter.message;
  const { priority, queue = "", id } = letter.job;
  const opened = open({ ...AS_NEW, messageId, body: JSON.stringify(edited) ?? "", queue, priority, sentAt });
  if (!opened.ok) return refused(`edit(envelope) returned what no worker would take: ${explain(opened.fault).message}`);
  if (opened.envelope.id !== id) return refused(`edit(envelope) must leave the id, got ${show(opened.envelope.id)}`);
  return seal(opened.envelope, letter, now, limits);
}

function seal(envelope: Envelope, { job: { priority }, message }: Letter, now: number, limits: Limits): Revival {
  if (trySeal(envelope, limits) !== undefined)
    return { ok: true, post: { ...toPost(envelope, priority, now, limits), group: message.group } };
  return refused(tooMuch(limits));
}

function tooMuch({ messageBytes }: Limits): string {
  return `it would be over ${messageBytes.toLocaleString("en")} bytes, or is nested too deeply to be written; edit it smaller, or discard it`;
}

function refused(why: string): Revival {
  return { ok: false, error: new Error(`It stays dead: ${why.replace(/\.$/, "")}.`) };
}
