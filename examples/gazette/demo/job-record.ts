// What is known of one job, from the events that it has caused so far.

import type { ErrandEvent } from "errand";

export interface JobRecord {
  readonly id: string;
  readonly job: string;
  readonly priority: "high" | "low";
  readonly state: "waiting" | "running" | "retrying" | "completed" | "cancelled" | "discarded" | "expired" | "dead";
  /** How many attempts have started. */
  readonly attempts: number;
  /** When the first attempt started, milliseconds since 1970. */
  readonly startedAt?: number;
  /** From when it was due until its first attempt. */
  readonly waitedSeconds?: number;
  /** All attempts together. */
  readonly ranSeconds: number;
  /** What its failed attempts said. */
  readonly errors: readonly string[];
  /** Why it is dead. */
  readonly reason?: string;
}

export function newRecord({ id, job, priority }: Pick<JobRecord, "id" | "job" | "priority">): JobRecord {
  return { id, job, priority, state: "waiting", attempts: 0, ranSeconds: 0, errors: [] };
}

/** Whether nothing more will happen to it. */
export function hasEnded({ state }: JobRecord): boolean {
  return (
    state === "completed" || state === "cancelled" || state === "discarded" || state === "expired" || state === "dead"
  );
}

/** The record after one more event. */
export function afterEvent(record: JobRecord, event: ErrandEvent): JobRecord {
  switch (event.type) {
    case "job.started":
      return {
        startedAt: event.at,
        waitedSeconds: event.waitedSeconds,
        ...record,
        state: "running",
        attempts: record.attempts + 1,
      };
    case "job.completed":
      return { ...afterRun(record, event), state: "completed" };
    case "job.failed":
      return { ...afterRun(record, event), state: "retrying", errors: [...record.errors, event.error.message] };
    case "job.dead":
      return {
        ...afterRun(record, event),
        state: "dead",
        reason: event.reason,
        errors: [...record.errors, event.error.message],
      };
    case "job.dropped":
      return { ...record, state: "discarded" };
    case "job.discarded":
      return { ...afterRun(record, event), state: "discarded" };
    case "job.snoozed":
      return { ...afterRun(record, event), state: "waiting" };
    case "job.expired":
      return { ...record, state: "expired" };
    case "job.cancelled":
      return { ...record, state: "cancelled" };
    case "job.enqueued":
    case "job.rescheduled":
    case "job.postponed":
    case "job.spooled":
    case "payload.left":
    case "delivery.returned":
    case "delivery.unguarded":
      return record;
    default:
      return event satisfies never;
  }
}

function afterRun(record: JobRecord, { ranSeconds }: { readonly ranSeconds: number }): JobRecord {
  return { ...record, ranSeconds: record.ranSeconds + ranSeconds };
}
