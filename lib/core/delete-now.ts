// Deletes a message before the runtime does, so that nothing that happens meanwhile brings it back.

import type { Batch } from "./batch.ts";
import type { Delivery } from "./ports.ts";

/** Whether it is gone. Where it isn't, the runtime deletes it at the end: what fails here is made up for there. */
export async function deleteNow(delivery: Delivery, { kernel, gone }: Batch): Promise<boolean> {
  try {
    await kernel.inbox.acknowledge([delivery]);
  } catch {
    return false;
  }
  gone.add(delivery);
  return true;
}
