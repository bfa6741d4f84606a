// A delivery that no queue made: the process that enqueued it runs it.

import type { Delivery, Inbox, Post } from "./ports.ts";

/** @param options `queue`: what to call the place where it waited; `now`: milliseconds since 1970. */
export function toLocalDelivery(
  options: Pick<Post, "id" | "body" | "priority"> & { readonly queue: string; readonly now: number },
): Delivery {
  const { id, body, priority, queue, now } = options;
  const origin = { messageId: id, receipt: "", queue, group: undefined };
  return { ...origin, body, priority, sentAt: now, receives: 1, firstReceivedAt: now };
}

/** No queue holds what runs here, so nobody has to be told of it. */
export const NOTHING_IN_HAND: Inbox = {
  acknowledge: async () => {},
  hide: async () => {},
  visibilitySeconds: async () => Number.POSITIVE_INFINITY,
};
