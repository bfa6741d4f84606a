// A dead letter made ready to live again: as it was enqueued, from its first attempt, with its history.

import type { Letter } from "./dead-job.ts";
import { AS_NEW } from "./dead-letter-reading.ts";
import { type Envelope, trySeal } from "./envelope.ts";
import { show } from "./errors.ts";
import { findNonJson } from "./json.ts";
import { revived } from "./next-envelope.ts";
import { open } from "./open.ts";
import type { Limits, Post } from "./ports.ts";
import { toPost } from "./post.ts";
import { notJson } from "./refusals.ts";
import { explain } from "./unreadable.ts";

/** Makes another message of the one that is to be sent back, as with the arguments mended. */
export type Edit = (envelope: Envelope) => Envelope | Promise<Envelope>;

/** What to send back, or why it can't be. */
export type Revival = { readonly ok: true; readonly post: Post } | { readonly ok: false; readonly error: Error };

/** @param now milliseconds since 1970. */
export async function revive(letter: Letter, edit: Edit | undefined, now: number, limits: Limits): Promise<Revival> {
  const {
    envelope,
    job,
    message: { group },
  } = letter;
  if (envelope === undefined) {
    const { id, priority, unreadable: body = job.body } = job;
    if (edit === undefined) return { ok: true, post: { id, body, priority, delaySeconds: 0, group } };
    return refused("its message can't be read, so there is nothing to edit: retry it without `edit`, or discard it");
  }
  const alive = revived(envelope) as unknown as Envelope;
  if (edit === undefined) return seal(alive, letter, now, limits);
  try {
    const edited = await edit(structuredClone(alive));
    return check(edited, letter, now, limits);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(`edit threw ${show(error)}`) };
  }
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
  const most = limits.messageBytes.toLocaleString("en");
  return refused(
    `it would be over ${most} bytes, or is nested too deeply to be written; edit it smaller, or discard it`,
  );
}

function refused(why: string): Revival {
  return { ok: false, error: new Error(`It stays dead: ${why.replace(/\.$/, "")}.`) };
}
