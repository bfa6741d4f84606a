// A worker with jobs of both priorities: it tells of each high one how long it took from its sending to its start.

import { setTimeout as sleep } from "node:timers/promises";
import { job } from "errand";
import { createWorker } from "errand/worker";

const CONCURRENCY = 20;
const LOW_MILLISECONDS = 20;

const high = job("high", (sentAt: string) => {
  // This clock is the machine's: every process reads the same.
  process.send?.(Number(process.hrtime.bigint() - BigInt(sentAt)) / 1e6);
});
const low = job("low", () => sleep(LOW_MILLISECONDS));

await createWorker([high, low], { concurrency: CONCURRENCY }).start();
process.send?.("ready");
process.once("disconnect", () => process.exit());
