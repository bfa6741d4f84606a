// A worker that tells of each run's start and end, and stops in the middle of them.

import { setTimeout as sleep } from "node:timers/promises";
import { job } from "errand";
import { createWorker } from "errand/worker";
import type { StopReport } from "../worker/stop.ts";

const CONCURRENCY = 100;
const JOB_MILLISECONDS = 200;

const ran: string[] = [];
let [started, running] = [0, 0];

/** It stops when so many have started; else when it is told to. */
const stopAt = Number(process.argv[2]);

const wait = job("wait", async (name: string) => {
  started += 1;
  running += 1;
  if (started === stopAt) setTimeout(stop, JOB_MILLISECONDS / 2);
  await sleep(JOB_MILLISECONDS);
  running -= 1;
  ran.push(name);
});

const worker = createWorker([wait], { concurrency: CONCURRENCY });

async function stop(): Promise<void> {
  const [runningThen, askedAt] = [running, performance.now()];
  await worker.stop();
  const report: StopReport = { running: runningThen, seconds: (performance.now() - askedAt) / 1000, ran };
  process.send?.(report);
}

process.on("message", stop);
process.once("disconnect", () => process.exit());
await worker.start();
