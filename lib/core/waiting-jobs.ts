// Jobs that wait for their time, cancelled or moved by their id.

import type { ClientBroker } from "./client-broker.ts";
import type { Duration } from "./duration.ts";
import type { Timing } from "./enqueuer.ts";
import type { ErrandEvent } from "./events.ts";
import { expectId } from "./job-and-id.ts";
import type { Clock } from "./ports.ts";
import { cannotCancel, noJob } from "./refusals.ts";
import { toDelaySeconds, toTiming } from "./timing.ts";

/** What a client offers; `job` is the job's name. */
export interface WaitingJobs {
  cancel(job: string, id: string): Promise<void>;
  /** @returns when it is due now. */
  reschedule(job: string, id: string, when: Duration | Date | Timing): Promise<Date>;
}

/** @param emit tells the client's listener. */
export function createWaitingJobs(
  connect: () => Promise<ClientBroker>,
  { now }: Pick<Clock, "now">,
  emit: (event: ErrandEvent) => void,
): WaitingJobs {
  return {
    async cancel(name, id) {
      expectName(name);
      expectId(id, `Job "${name}"`);
      const broker = await connect();
      const priority = await broker.cancel(id, name);
      if (priority === undefined) throw cannotCancel(name, id, "cancelled", await broker.whyNone());
      emit({ type: "job.cancelled", job: name, id, priority, attempt: 1, at: now() });
    },
    async reschedule(name, id, when) {
      expectName(name);
      expectId(id, `Job "${name}"`);
      const where = `Job "${name}": reschedule(when)`;
      const at = now();
      const delaySeconds = toDelaySeconds(toTiming(when, where), where, at);
      const dueAt = at + Math.round(delaySeconds * 1000);
      const broker = await connect();
      const priority = await broker.move(id, name, dueAt);
      if (priority === undefined) throw cannotCancel(name, id, "rescheduled", await broker.whyNone());
      emit({ type: "job.rescheduled", job: name, id, priority, attempt: 1, at, delaySeconds });
      return new Date(dueAt);
    },
  };
}

/** What `byId` was asked of was no job. */
function expectName(name: string): void {
  if (name === "") throw noJob(undefined);
}
