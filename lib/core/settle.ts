// The one place that acts on an outcome: the new message is written before the old one is let go, so that a failure or
// a crash in between gives a duplicate, never a loss.

import { toErrorRecord } from "./error-record.ts";
import type { Kernel } from "./kernel.ts";
import type { Outcome } from "./outcome.ts";
import { about, toEvent } from "./outcome-event.ts";
import type { Delivery, Post } from "./ports.ts";
import { toPost } from "./post.ts";

/** What the runtime is to do with the delivery: delete it, or leave it in its queue to come again. */
export type Settlement = "acknowledge" | "return";

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
  return settlement;
}

async function act(outcome: Outcome, delivery: Delivery, kernel: Kernel): Promise<Settlement> {
  const { broker, inbox, clock, limits } = kernel;
  const { priority, group } = delivery;
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
      await broker.retry(withDelay(toPost(outcome.next, priority, clock.now(), limits), outcome));
      return "acknowledge";
    case "dead":
      await broker.bury({ id: outcome.letter.id, body: outcome.letter.body, priority, delaySeconds: 0, group });
      return "acknowledge";
    default:
      return outcome satisfies never;
  }
}

/** What is put off though it is due keeps the time by which its age is told: only its queue holds it back. */
function withDelay(post: Post, outcome: Outcome): Post {
  if (outcome.kind !== "postponed" || post.delaySeconds > 0) return post;
  return { ...post, delaySeconds: Math.ceil(outcome.delaySeconds) };
}
