// What makes a killed run leave a trace: its message is hidden for a time of its own while it runs alone.

import { aboutDelivery } from "./about-delivery.ts";
import { toErrorRecord } from "./error-record.ts";
import type { Kernel } from "./kernel.ts";
import type { Delivery } from "./ports.ts";
import { guardSeconds } from "./quarantine.ts";
import type { Settlement } from "./settle.ts";
import type { TimeLeft } from "./time-left.ts";

/**
 * Has `run` done under guard; `onGone` hears when its message has been deleted. Where the queue refuses to hide the message, it runs all the same, and a kill leaves no
 * trace. A message of a FIFO queue needs none: it can't be sent on with what the trace tells.
 */
export async function guarded(
  delivery: Delivery,
  kernel: Kernel,
  time: TimeLeft | undefined,
  run: () => Promise<Settlement>,
  onGone: () => void,
): Promise<Settlement> {
  if (time === undefined || delivery.group !== undefined) return run();
  await hide(delivery, guardSeconds(time), kernel);
  const settlement = await run();
  if (settlement === "acknowledge" && (await remove(delivery, kernel))) onGone();
  else await release(delivery, kernel);
  return settlement;
}

/** Were it left to the runtime, a job that is done would be taken for one that was killed where the runtime can't delete it. */
async function remove(delivery: Delivery, { inbox }: Kernel): Promise<boolean> {
  return inbox.acknowledge([delivery]).then(
    () => true,
    () => false, // the runtime tries again
  );
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
