// Schedules in the modes that post to no queue: this process keeps and lists them, and nothing fires.

import type { ClientBroker, Waiting } from "./client-broker.ts";
import type { ScheduledPost, Scheduler } from "./ports.ts";

/** Of a client whose jobs run where they are enqueued, whatever their time. */
export const NOTHING_WAITS: Waiting = {
  cancel: async () => undefined,
  move: async () => undefined,
  whyNone: async () => "In mode inline a job runs at once, whatever its time.",
};

/** A Scheduler that only keeps. */
export function keptSchedules(): Pick<ClientBroker, "scheduler"> {
  const kept = new Map<string, ScheduledPost>();
  const scheduler: Scheduler = {
    async create(scheduled) {
      if (kept.has(scheduled.name)) return false;
      kept.set(scheduled.name, scheduled);
      return true;
    },
    async replace(scheduled) {
      if (!kept.has(scheduled.name)) return false;
      kept.set(scheduled.name, scheduled);
      return true;
    },
    find: async (name) => kept.get(name),
    remove: async (name) => kept.delete(name),
    list: async (prefix) => [...kept.values()].filter(({ name }) => name.startsWith(prefix)),
  };
  return { scheduler: async () => scheduler };
}
