// What listeners are told of an outcome.

import type { Envelope } from "./envelope.ts";
import type { ErrandEvent } from "./events.ts";
import type { Kernel } from "./kernel.ts";
import type { Outcome } from "./outcome.ts";
import type { Delivery } from "./ports.ts";

/** Never rejects: what it tells of has happened. */
export async function toEvent(outcome: Outcome, delivery: Delivery, kernel: Kernel): Promise<ErrandEvent> {
  const common = about(outcome, delivery, kernel);
  switch (outcome.kind) {
    case "completed":
      return { ...common, type: "job.completed", ranSeconds: outcome.ranSeconds };
    case "discarded":
      return { ...common, type: "job.discarded", ranSeconds: outcome.ranSeconds, why: outcome.why };
    case "expired":
      return { ...common, type: "job.expired", expiredAt: outcome.expiredAt };
    case "retry": {
      const { ranSeconds, error, delaySeconds: retryInSeconds, envelope } = outcome;
      return { ...common, type: "job.failed", ranSeconds, error, retryInSeconds, args: await argsOf(envelope, kernel) };
    }
    case "snoozed":
      return { ...common, type: "job.snoozed", ranSeconds: outcome.ranSeconds, delaySeconds: outcome.delaySeconds };
    case "postponed":
      return { ...common, type: "job.postponed", delaySeconds: outcome.delaySeconds, why: outcome.why };
    case "dead": {
      const { reason, error } = outcome.letter.dead;
      const args = await argsOf(outcome.envelope, kernel);
      return { ...common, type: "job.dead", ranSeconds: outcome.ranSeconds, reason, error, args };
    }
    default:
      return outcome satisfies never;
  }
}

/** What every event says. */
export function about(outcome: Outcome, { priority }: Delivery, { clock }: Kernel) {
  const at = clock.now();
  if (outcome.kind === "dead") {
    const { job, id, dead } = outcome.letter;
    return { job, id, priority, attempt: dead.attempts, at };
  }
  const { function: job, id, attempt } = outcome.envelope;
  return { job, id, priority, attempt, at };
}

async function argsOf(envelope: Envelope | undefined, { catalog }: Kernel): Promise<string> {
  if (envelope === undefined) return "";
  if (envelope.payload !== undefined && envelope.args.length === 0) return "(in its payload)";
  const described = import("./redact.ts").then(({ describeArgs }) =>
    describeArgs(envelope.args, catalog.get(envelope.function)?.redact),
  );
  return described.catch(() => "");
}
