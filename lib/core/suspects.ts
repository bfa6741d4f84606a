// What came back without having been settled, sorted out before any job starts: sent on as copies, given up, or left to be
// run alone.

import { aboutDelivery } from "./about-delivery.ts";
import type { Batch } from "./batch.ts";
import { deleteNow } from "./delete-now.ts";
import { toErrorRecord } from "./error-record.ts";
import type { Kernel } from "./kernel.ts";
import { open } from "./open.ts";
import type { Outcome } from "./outcome.ts";
import type { Delivery } from "./ports.ts";
import { type Guard, guardOf, onComeback, type Watch } from "./quarantine.ts";
import { settle } from "./settle.ts";

/**
 * What is sent on is acknowledged at once: were it left to the end, a kill meanwhile would leave both the copy and the
 * message, and again at their next comeback.
 *
 * @returns those that are to be run.
 */
export async function sortOut(suspects: readonly Delivery[], batch: Batch): Promise<readonly Delivery[]> {
  const { kernel, settlements } = batch;
  const left: Delivery[] = [];
  for (const delivery of suspects) {
    if (batch.isAnswered) break;
    const outcome = await judge(delivery, kernel, guardOf(batch));
    if (outcome === undefined) {
      left.push(delivery);
      continue;
    }
    const settlement = await settle(outcome, delivery, kernel);
    settlements.set(delivery, settlement);
    if (settlement === "acknowledge") await deleteNow(delivery, batch);
  }
  return left;
}

async function judge(delivery: Delivery, kernel: Kernel, guard: Guard | undefined): Promise<Outcome | undefined> {
  const { clock, limits } = kernel;
  const opened = open(delivery);
  if (!opened.ok) return undefined;
  const watch = guard === undefined ? undefined : await toWatch(delivery, kernel, guard);
  return onComeback(opened.envelope, { delivery, now: clock.now(), limits }, watch);
}

/** Where the queue doesn't tell, no death can be told either. */
async function toWatch(delivery: Delivery, kernel: Kernel, guard: Guard): Promise<Watch | undefined> {
  try {
    return { guard, visibilitySeconds: await kernel.inbox.visibilitySeconds(delivery) };
  } catch (error) {
    kernel.emit({ ...aboutDelivery(delivery, kernel), type: "delivery.unguarded", error: toErrorRecord(error) });
    return undefined;
  }
}
