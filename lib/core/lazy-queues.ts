// Queues that are joined at their first use: what needs none, as a job that completes, loads nothing.

import { onceLoaded } from "./once-loaded.ts";
import type { Priority, Queues } from "./ports.ts";

/**
 * @param connect joins the queues; called at the first use, and again when that failed.
 * @returns the queues, and `join`, which joins them before they are used.
 */
export function lazyQueues(connect: () => Promise<Queues>): Queues & { readonly join: () => Promise<unknown> } {
  const join = onceLoaded(connect);
  const visibility: Partial<Record<Priority, number>> = {}; // it changes with a deployment, which starts this process anew
  return {
    join,
    send: async (posts) => (await join()).send(posts),
    retry: async (post) => (await join()).retry(post),
    bury: async (post) => (await join()).bury(post),
    acknowledge: async (deliveries) => (await join()).acknowledge(deliveries),
    async visibilitySeconds(delivery) {
      visibility[delivery.priority] ??= await (await join()).visibilitySeconds(delivery);
      return visibility[delivery.priority] as number;
    },
    hide: async (delivery, seconds) => (await join()).hide(delivery, seconds),
  };
}
