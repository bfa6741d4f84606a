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
export async function handBack(
  delivery: Delivery,
  kernel: Kernel,
  why: "stopped" | "no_place" = "stopped",
): Promise<Settlement> {
  const { clock, limits, inbox } = kernel;
  const opened = open(delivery);
  try {
    const next = opened.ok ? stillSuspect(opened.envelope, delivery.receives) : undefined;
    if (!opened.ok || next === undefined || trySeal(next, limits) === undefined) {
      await inbox.hide(delivery, 0);
      return "return";
    }
    const outcome = postpone(opened.envelope, next, { delivery, now: clock.now(), limits }, { why });
    return await settle(outcome, delivery, kernel);
  } catch (error) {
    kernel.emit({ ...aboutDelivery(delivery, kernel), type: "delivery.returned", error: toErrorRecord(error) });
    return "return";
  }
}

/** How long what must run alone, and never finds its turn, is put off. */
const PUT_OFF_SECONDS = 300;

/** Where it is: as a copy it would be put off so often that it counted as done with. */
export async function putOff(delivery: Delivery, kernel: Kernel): Promise<void> {
  const about = aboutDelivery(delivery, kernel);
  try {
    await kernel.inbox.hide(delivery, PUT_OFF_SECONDS);
    kernel.emit({ ...about, type: "job.postponed", why: "no_place", delaySeconds: PUT_OFF_SECONDS });
  } catch (error) {
    kernel.emit({ ...about, type: "delivery.returned", error: toErrorRecord(error) });
  }
}
