// What ran, as a test reads it: made of the kernel's events, one entry for each run of a job's function.

import type { ErrandEvent, ErrorRecord } from "../core/events.ts";
import type { Priority } from "../core/ports.ts";

/**
 * How a run ended. `returned`: its outcome could not be written, so the message comes again. `killed` and `timed_out`:
 * the invocation was ended, and nothing that the run did to queues afterwards had an effect.
 */
export type RunOutcome =
  | "running"
  | "completed"
  | "failed"
  | "snoozed"
  | "discarded"
  | "dead"
  | "returned"
  | "killed"
  | "timed_out";

/** One run of a job. */
export interface RunEntry<Args extends readonly unknown[] = readonly unknown[]> {
  readonly id: string;
  /** The job's name. */
  readonly job: string;
  readonly args: Args;
  /** From 1. */
  readonly attempt: number;
  readonly priority: Priority;
  /** When it started, on the harness's clock. */
  readonly at: Date;
  readonly outcome: RunOutcome;
  /** What it failed with. */
  readonly error?: ErrorRecord;
}

type Writable = { -readonly [Key in keyof RunEntry]: RunEntry[Key] };

/** The runs of one invocation. */
export interface InvocationRecord {
  hear(event: ErrandEvent): void;
  /** Its message was acknowledged before the invocation has ended: whatever happens to that, it keeps its outcome. */
  keep(id: string): void;
  /** The invocation was ended: whatever its runs came to counts for nothing. */
  end(outcome: "killed" | "timed_out"): void;
}

export interface RunRecord {
  entries(): readonly RunEntry[];
  count(): number;
  /** @param argsOf the arguments of the message with this id. */
  open(argsOf: (id: string) => readonly unknown[]): InvocationRecord;
}

export function createRunRecord(): RunRecord {
  const runs: Writable[] = [];
  return {
    entries: () => [...runs],
    count: () => runs.length,
    open(argsOf) {
      const own: Writable[] = [];
      const finish = (event: ErrandEvent, outcome: RunOutcome, error?: ErrorRecord): void => {
        const run = own.find(({ id, outcome: current }) => id === event.id && current === "running");
        if (run === undefined) return; // a message that could not be run at all
        run.outcome = outcome;
        if (error !== undefined) run.error = error;
      };
      return {
        hear(event) {
          switch (event.type) {
            case "job.started": {
              const { id, job, attempt, priority, at } = event;
              const run = {
                id,
                job,
                args: argsOf(id),
                attempt,
                priority,
                at: new Date(at),
                outcome: "running",
              } as const;
              runs.push(run);
              own.push(run);
              return;
            }
            case "job.completed":
              return finish(event, "completed");
            case "job.failed":
              return finish(event, "failed", event.error);
            case "job.snoozed":
              return finish(event, "snoozed");
            case "job.discarded":
              return finish(event, "discarded");
            case "job.dead":
              return finish(event, "dead", event.error);
            case "delivery.returned":
              return finish(event, "returned", event.jobError ?? event.error);
            case "job.enqueued":
            case "job.cancelled":
            case "job.rescheduled":
            case "job.postponed":
            case "job.expired":
            case "job.spooled":
            case "job.dropped":
            case "payload.left":
            case "delivery.unguarded":
              return;
            default:
              event satisfies never;
          }
        },
        keep(id) {
          const position = own.findIndex((run) => run.id === id);
          if (position >= 0) own.splice(position, 1);
        },
        end(outcome) {
          for (const run of own) run.outcome = outcome;
        },
      };
    },
  };
}
