// What makes a killed run leave a trace: its message is hidden for a time of its own while it runs alone.

import { aboutDelivery } from "./about-delivery.ts";
import type { Batch } from "./batch.ts";
import { deleteNow } from "./delete-now.ts";
import { toErrorRecord } from "./error-record.ts";
import type { Kernel } from "./kernel.ts";
import type { Delivery } from "./ports.ts";
import { guardOf } from "./quarantine.ts";
import type { Settlement } from "./settle.ts";

/**
 * Has `run` done under guard. Where the queue refuses to hide the message, it runs all the same, and a kill leaves no
 * trace. A message of a FIFO queue needs none: it can't be sent on with what the trace tells.
 */
export async function guarded(delivery: Delivery, batch: Batch, run: () => Promise<Settlement>): Promise<Settlement> {
  const { kernel } = batch;
  const guard = guardOf(batch);
  if (guard === undefined || delivery.group !== undefined) return run();
  await hide(delivery, guard.hiddenSeconds, kernel);
  const settlement = await run();
  // Were it left to the runtime, a job that is done would be taken for one that was killed where the runtime can't delete it.
  const isGone = settlement === "gone" || (settlement === "acknowledge" && (await deleteNow(delivery, batch)));
  if (!isGone) await release(delivery, kernel);
  return settlement;
}

/** It was run and must come again: as late as what never began. */
async function release(delivery: Delivery, kernel: Kernel): Promise<void> {
  const seconds = await kernel.inbox.visibilitySeconds(delivery).catch(() => undefined);
  if (seconds !== undefined) await hide(delivery, seconds, kernel);
}

async function hide(delivery: Delivery, seconds: number, kernel: Kernel): Promise<void> {
  try {
    await kernel.inbox.hide(delivery, seconds);
  } catch (error) {
    kernel.emit({ ...aboutDelivery(delivery, kernel), type: "delivery.unguarded", error: toErrorRecord(error) });
  }
}
