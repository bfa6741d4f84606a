// The one place that acts on an outcome: the new message is written before the old one is let go, so that a failure or
// a crash in between gives a duplicate, never a loss.

import type { DeadLetter } from "./dead-letter.ts";
import type { Envelope } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import type { Kernel } from "./kernel.ts";
import type { Outcome } from "./outcome.ts";
import { about, toEvent } from "./outcome-event.ts";
import { isStored } from "./payload.ts";
import type { Delivery, Post } from "./ports.ts";
import { toPost } from "./post.ts";

/** What the runtime is to do with the delivery: delete it, or leave it in its queue to come again; or it is deleted already. */
export type Settlement = "acknowledge" | "return" | "gone";

/** The longest that SQS hides a message is 12 hours from its receive: an hour is left for the run before. */
const LONGEST_HIDDEN_SECONDS = 11 * 3600;

export async function settle(outcome: Outcome, delivery: Delivery, kernel: Kernel): Promise<Settlement> {
  let settlement: Settlement;
  try {
    settlement = await act(outcome, delivery, kernel);
  } catch (error) {
    const jobError = "cause" in outcome ? { jobError: toErrorRecord(outcome.cause) } : {};
    kernel.emit({
      ...about(outcome, delivery, kernel),
      type: "delivery.returned",
      error: toErrorRecord(error),
      ...jobError,
    });
    return "return";
  }
  kernel.emit(await toEvent(outcome, delivery, kernel));
  if (isOver(outcome) && isStored(outcome.envelope.payload)) return deleteWithArgs(outcome.envelope, delivery, kernel);
  return settlement;
}

async function act(outcome: Outcome, delivery: Delivery, kernel: Kernel): Promise<Settlement> {
  const { broker, inbox } = kernel;
  const { group } = delivery;
  switch (outcome.kind) {
    case "completed":
    case "discarded":
    case "expired":
      return "acknowledge";
    case "retry":
    case "snoozed":
    case "postponed":
      // In a FIFO queue it keeps its place before the others of its group, who wait for it.
      if (group !== undefined) {
        await inbox.hide(delivery, Math.min(LONGEST_HIDDEN_SECONDS, Math.ceil(outcome.delaySeconds)));
        return "return";
      }
      if (isStored(outcome.next.payload)) return sendOnWithArgs(outcome, delivery, kernel);
      await broker.retry(toNextPost(outcome.next, outcome, delivery, kernel));
      return "acknowledge";
    case "dead":
      await broker.bury(toLetterPost(outcome.letter, delivery));
      return "acknowledge";
    default:
      return outcome satisfies never;
  }
}

/** Whether nothing is left to do: it was run, or never will be. */
function isOver(outcome: Outcome): outcome is Exclude<Outcome, SentOn | { readonly kind: "dead" }> {
  return outcome.kind === "completed" || outcome.kind === "discarded" || outcome.kind === "expired";
}

/**
 * First the message, then what it needs: else one whose deletion fails would come again, and find nothing. Where it can't be deleted here,
 * the runtime does that, and the bucket's lifecycle the rest.
 */
async function deleteWithArgs(envelope: Envelope, delivery: Delivery, kernel: Kernel): Promise<Settlement> {
  const { forgetArgs, leftBehind } = await import("./stored-args.ts");
  const tell = (error: unknown) => kernel.emit(leftBehind(envelope, error, kernel.clock.now()));
  try {
    await kernel.inbox.acknowledge([delivery]);
  } catch (error) {
    tell(error);
    return "acknowledge";
  }
  await forgetArgs(envelope, kernel.blobs, tell);
  return "gone";
}

async function sendOnWithArgs(outcome: SentOn, delivery: Delivery, kernel: Kernel): Promise<Settlement> {
  const { clock, broker, blobs } = kernel;
  const { prolonged } = await import("./stored-args.ts");
  const next = await prolonged(outcome.next, blobs, clock.now());
  await broker.retry(toNextPost(next, outcome, delivery, kernel));
  return "acknowledge";
}

/** What nobody who has the keys has sent is not vouched for by burying it; and what is buried word for word has what it came with. */
function toLetterPost({ id, body }: DeadLetter, delivery: Delivery): Post {
  const { priority, group, distrust } = delivery;
  const isUnsigned = distrust !== undefined || delivery.isUnsigned === true || body === delivery.body;
  return { id, body, priority, delaySeconds: 0, group, isUnsigned };
}

/** What came without a signature, while none is needed, goes on without: else it would have one when they are. */
function toNextPost(next: Envelope, outcome: SentOn, delivery: Delivery, { clock, limits }: Kernel): Post {
  const post = withDelay(toPost(next, delivery.priority, clock.now(), limits), outcome);
  return delivery.isUnsigned ? { ...post, isUnsigned: true } : post;
}

type SentOn = Extract<Outcome, { readonly next: Envelope }>;

/** What is put off though it is due keeps the time by which its age is told: only its queue holds it back. */
function withDelay(post: Post, outcome: Outcome): Post {
  if (outcome.kind !== "postponed" || post.delaySeconds > 0) return post;
  return { ...post, delaySeconds: Math.ceil(outcome.delaySeconds) };
}
