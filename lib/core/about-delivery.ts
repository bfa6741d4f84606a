// What an event says of a delivery that has no outcome: the job's own name and id, where they can be read.

import type { Kernel } from "./kernel.ts";
import { open } from "./open.ts";
import type { Delivery } from "./ports.ts";

export function aboutDelivery(delivery: Delivery, { clock }: Pick<Kernel, "clock">) {
  const opened = open(delivery);
  const { messageId, priority } = delivery;
  const { function: job, id } = opened.ok ? opened.envelope : { function: "", id: messageId };
  return { job, id, priority, attempt: 0, at: clock.now() };
}
