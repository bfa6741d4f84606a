// What the package's doors join to the kernel: SQS, S3, SQS's limits, the clock on the wall and real chance.

import { systemClock } from "../core/clock.ts";
import type { World } from "../core/world.ts";
import { connectToS3, connectToScheduler, connectToSqs, countInSqs, inspectSqs } from "./connect.ts";
import { SQS_LIMITS } from "./limits.ts";

export const sqsWorld: World = {
  connect: connectToSqs,
  connectScheduler: connectToScheduler,
  connectBlobs: connectToS3,
  countWaiting: countInSqs,
  inspect: inspectSqs,
  environment: process.env,
  limits: SQS_LIMITS,
  clock: systemClock,
  random: Math.random,
};
