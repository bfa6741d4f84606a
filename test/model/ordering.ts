// What a scenario orders, enqueued as an application does it or sent as any sender may, and what of it was accepted.

import type { Priority } from "../../lib/core/ports.ts";
import { createJobs, type Role } from "./behaviours.ts";
import type { Order } from "./scenario.ts";

/** A job whose `.enqueue` has resolved, or a message that the queue has taken. */
export interface Accepted {
  readonly id: string;
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

interface OrderingOptions {
  /** As of the harness. */
  readonly crash: () => Promise<never>;
  readonly now: () => number;
  /** Any text; resolves with the message's id. */
  readonly send: (priority: Priority, body: string) => Promise<string>;
}

const CHILD: Role = { behaviour: { kind: "has one attempt" }, crashes: 0 };

export function createOrdering({ crash, now, send }: OrderingOptions) {
  const accepted: Accepted[] = [];
  const jobs = createJobs(crash, (id) => accepted.push({ id, role: CHILD, dueAt: now() }));
  return {
    /** The jobs that run. */
    catalog: jobs.catalog,
    accepted: accepted as readonly Accepted[],
    /** What is refused was not accepted: nothing is promised of it. */
    async enqueue({ behaviour, crashes, priority, delaySeconds }: Order): Promise<void> {
      const role: Role = { behaviour, crashes };
      const job = jobs.toEnqueue[behaviour.kind];
      try {
        if (job !== undefined) {
          const { id, dueAt } = await job.with({ priority, delay: delaySeconds }).enqueue(role);
          accepted.push({ id, role, dueAt: dueAt.getTime() });
          return;
        }
        const isForeign = behaviour.kind === "is foreign";
        const body = isForeign ? JSON.stringify({ function: "plain", args: [role] }) : '{"function": 5}';
        accepted.push({ id: await send(priority, body), role, dueAt: now() });
      } catch {}
    },
  };
}
