// What a worker takes while it is full: the most that its process had in memory, and what the heap holds.

import { setTimeout as sleep } from "node:timers/promises";
import { job } from "errand";
import { createWorker } from "errand/worker";
import type { MemoryTaken } from "../worker/memory.ts";

const CONCURRENCY = 100;
const JOB_MILLISECONDS = 1000;
const JOBS = 1_000;

let [ran, running, most, heap] = [0, 0, 0, 0];

const wait = job("wait", async () => {
  running += 1;
  await sleep(JOB_MILLISECONDS);
  if (running === CONCURRENCY) most = Math.max(most, process.memoryUsage.rss());
  if (running === CONCURRENCY) heap = Math.max(heap, process.memoryUsage().heapUsed);
  running -= 1;
  ran += 1;
  if (ran !== JOBS) return;
  const taken: MemoryTaken = { most, heap };
  process.send?.(taken);
});

await createWorker([wait], { concurrency: CONCURRENCY }).start();
process.once("disconnect", () => process.exit());
