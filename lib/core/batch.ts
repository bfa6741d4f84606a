// Several deliveries side by side: at most so many at once, and none can harm another.

import { toErrorRecord } from "./error-record.ts";
import { execute } from "./execute.ts";
import type { Kernel } from "./kernel.ts";
import type { Delivery } from "./ports.ts";
import { type Settlement, settle } from "./settle.ts";

/** A delivery, and what the runtime is to do with it. */
export interface BatchResult {
  readonly delivery: Delivery;
  readonly settlement: Settlement;
}

/** How a batch is run. */
export interface BatchOptions {
  /** How many run at once, from 1. */
  readonly concurrency: number;
  /** When the runtime is stopped, milliseconds since 1970; `undefined` where nothing stops it. */
  readonly deadlineAt: number | undefined;
}

/** Runs and settles every delivery; started in the order given. Never rejects. */
export async function runBatch(
  deliveries: readonly Delivery[],
  kernel: Kernel,
  { concurrency, deadlineAt }: BatchOptions,
): Promise<readonly BatchResult[]> {
  const results: BatchResult[] = [];
  const waiting = deliveries.entries();
  const lane = async (): Promise<void> => {
    for (const [index, delivery] of waiting) {
      results[index] = { delivery, settlement: await handle(delivery, kernel, deadlineAt) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, deliveries.length) }, lane));
  return results;
}

/** Runs and settles one delivery. Whatever goes wrong in between, the message stays in its queue. */
export async function handle(delivery: Delivery, kernel: Kernel, deadlineAt?: number): Promise<Settlement> {
  try {
    return await settle(await execute(delivery, kernel, deadlineAt), delivery, kernel);
  } catch (error) {
    const { messageId: id, priority } = delivery;
    const at = kernel.clock.now();
    kernel.emit({ type: "delivery.returned", job: "", id, priority, attempt: 0, at, error: toErrorRecord(error) });
    return "return";
  }
}
