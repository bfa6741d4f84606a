// Errand's worker, with both of its queues: the high one is empty, as it mostly is.

import { job } from "errand";
import { createWorker } from "errand/worker";
import { IN_HAND, type OnJob } from "./consumer.ts";

export async function errand(onJob: OnJob): Promise<void> {
  await createWorker([job("nothing", () => onJob())], { concurrency: IN_HAND }).start();
}
