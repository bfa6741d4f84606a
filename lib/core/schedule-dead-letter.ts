// Where a schedule's undelivered messages go.

import type { Priority } from "./ports.ts";

/**
 * Its own priority's dead-letter queue where that is a standard one, for the scheduler takes no other; else the other priority's: a
 * letter says which queue its job belongs to. None where both are FIFO queues, or its own isn't known.
 */
export function scheduleDeadLetter<Queue>(
  priority: Priority,
  of: (priority: Priority) => Queue | undefined,
  isFifo: (queue: Queue) => boolean,
): Queue | undefined {
  const own = of(priority);
  if (own === undefined) return undefined;
  return [own, of(priority === "high" ? "low" : "high")].find((queue) => queue !== undefined && !isFifo(queue));
}
