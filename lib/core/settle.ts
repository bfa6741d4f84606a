// The one place that acts on an outcome: the new message is written before the old one is let go, so that a failure or
// a crash in between gives a duplicate, never a loss.

import { toErrorRecord } from "./error-record.ts";
import type { ErrandEvent } from "./events.ts";
import type { Kernel } from "./kernel.ts";
import type { Outcome } from "./outcome.ts";
import type { Delivery } from "./ports.ts";
import { toPost } from "./post.ts";

/** What the runtime is to do with the delivery: delete it, or leave it in its queue to come again. */
export type Settlement = "acknowledge" | "return";

export async function settle(outcome: Outcome, delivery: Delivery, kernel: Kernel): Promise<Settlement> {
  try {
    await act(outcome, delivery, kernel);
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
  kernel.emit(toEvent(outcome, delivery, kernel));
  return "acknowledge";
}

async function act(outcome: Outcome, delivery: Delivery, kernel: Kernel): Promise<void> {
  const { broker, clock, limits } = kernel;
  const { priority } = delivery;
  switch (outcome.kind) {
    case "completed":
    case "discarded":
      return;
    case "retry":
    case "snoozed":
      return broker.retry(toPost(outcome.next, priority, clock.now(), limits));
    case "postponed":
      return broker.retry(toPost(outcome.envelope, priority, clock.now(), limits));
    case "dead":
      return broker.bury({ id: outcome.letter.id, body: outcome.letter.body, priority, delaySeconds: 0 });
    default:
      return outcome satisfies never;
  }
}

function toEvent(outcome: Outcome, delivery: Delivery, kernel: Kernel): ErrandEvent {
  const common = about(outcome, delivery, kernel);
  switch (outcome.kind) {
    case "completed":
      return { ...common, type: "job.completed", ranSeconds: outcome.ranSeconds };
    case "discarded":
      return { ...common, type: "job.discarded", ranSeconds: outcome.ranSeconds, why: outcome.why };
    case "retry": {
      const { ranSeconds, error, delaySeconds: retryInSeconds } = outcome;
      return { ...common, type: "job.failed", ranSeconds, error, retryInSeconds };
    }
    case "snoozed":
      return { ...common, type: "job.snoozed", ranSeconds: outcome.ranSeconds, delaySeconds: outcome.delaySeconds };
    case "postponed":
      return { ...common, type: "job.postponed", delaySeconds: outcome.delaySeconds };
    case "dead": {
      const { reason, error } = outcome.letter.dead;
      return { ...common, type: "job.dead", ranSeconds: outcome.ranSeconds, reason, error };
    }
    default:
      return outcome satisfies never;
  }
}

function about(outcome: Outcome, { priority }: Delivery, { clock }: Kernel) {
  const at = clock.now();
  if (outcome.kind === "dead") {
    const { job, id, dead } = outcome.letter;
    return { job, id, priority, attempt: dead.attempts, at };
  }
  const { function: job, id, attempt } = outcome.envelope;
  return { job, id, priority, attempt, at };
}
