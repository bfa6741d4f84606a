// What the package's doors join to the kernel: SQS, its limits, the clock on the wall and real chance.

import { systemClock } from "../core/clock.ts";
import type { World } from "../core/world.ts";
import { connectToScheduler, connectToSqs } from "./connect.ts";
import { SQS_LIMITS } from "./limits.ts";

export const sqsWorld: World = {
  connect: connectToSqs,
  connectScheduler: connectToScheduler,
  environment: process.env,
  limits: SQS_LIMITS,
  clock: systemClock,
  random: Math.random,
};
