// Usage for the tests: the framework only, so many jobs and nothing besides.

import type { Usage } from "../../lib/cost/usage.ts";

/** A million jobs that take no time, each by itself, and no queue that is polled. */
export const FRAMEWORK_ONLY: Usage = {
  jobs: 1_000_000,
  failing: 0,
  sendBatch: 1,
  batch: 1,
  pack: 1,
  jobBytes: 190,
  fifo: false,
  fair: false,
  durationSeconds: 0,
  concurrency: 10,
  memoryMegabytes: 512,
  architecture: "arm64",
  firings: 0,
  queues: 0,
  alarms: 0,
  dashboards: 0,
};
