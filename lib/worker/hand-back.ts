// What is in hand and won't be started goes back to its queue at once: as a copy, so that it counts as received once, as any.

import { aboutDelivery } from "../core/about-delivery.ts";
import { trySeal } from "../core/envelope.ts";
import { toErrorRecord } from "../core/error-record.ts";
import type { Kernel } from "../core/kernel.ts";
import { stillSuspect } from "../core/next-envelope.ts";
import { open } from "../core/open.ts";
import { postpone } from "../core/outcome.ts";
import type { Delivery } from "../core/ports.ts";
import { type Settlement, settle } from "../core/settle.ts";

/** What can't be copied, for it can't be read or would grow too large, is shown again where it is. */
export async function handBack(delivery: Delivery, kernel: Kernel): Promise<Settlement> {
  const { clock, limits, inbox } = kernel;
  const opened = open(delivery);
  try {
    const next = opened.ok ? stillSuspect(opened.envelope, delivery.receives) : undefined;
    if (!opened.ok || next === undefined || trySeal(next, limits) === undefined) {
      await inbox.hide(delivery, 0);
      return "return";
    }
    const outcome = postpone(opened.envelope, next, { delivery, now: clock.now(), limits }, { why: "stopped" });
    return await settle(outcome, delivery, kernel);
  } catch (error) {
    kernel.emit({ ...aboutDelivery(delivery, kernel), type: "delivery.returned", error: toErrorRecord(error) });
    return "return";
  }
}
