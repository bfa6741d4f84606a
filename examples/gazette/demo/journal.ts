// The records of all jobs of the demo, kept from the events, and a promise of the moment when they have all ended.

import type { ErrandEvent } from "errand";
import { afterEvent, hasEnded, type JobRecord, newRecord } from "./job-record.ts";

export interface Journal {
  /** Hears Errand's events. */
  readonly listen: (event: ErrandEvent) => void;
  /** Takes in jobs that were just enqueued; their events may have come before. */
  add(jobs: readonly { readonly id: string; readonly job: string; readonly priority: JobRecord["priority"] }[]): void;
  records(): readonly JobRecord[];
  /** Resolves when this many jobs have ended. */
  whenEnded(count: number): Promise<void>;
}

export function createJournal(): Journal {
  const records = new Map<string, JobRecord>();
  const waiters: { readonly count: number; readonly resolve: () => void }[] = [];

  function wake(): void {
    const ended = [...records.values()].filter(hasEnded).length;
    for (const { count, resolve } of waiters) if (ended >= count) resolve();
  }

  return {
    listen: (event) => {
      records.set(event.id, afterEvent(records.get(event.id) ?? newRecord(event), event));
      wake();
    },
    add: (jobs) => {
      for (const job of jobs) if (!records.has(job.id)) records.set(job.id, newRecord(job));
    },
    records: () => [...records.values()],
    whenEnded: (count) =>
      new Promise((resolve) => {
        waiters.push({ count, resolve });
        wake();
      }),
  };
}
