// What every program that uses the kernel is joined to: queues, their limits, time and chance.

import type { Environment } from "./environment.ts";
import type { Blobs, Clock, Limits, Priority, Queues, Scheduler } from "./ports.ts";

export interface World {
  /** Joins SQS. Called when something is first sent: until then, nothing of the SDK is loaded. */
  readonly connect: (environment: Environment) => Promise<Queues>;
  /** Joins the schedules; gives none where the environment names none. Called when one is first asked for. */
  readonly connectScheduler?: (environment: Environment) => Promise<Scheduler | undefined>;
  /** Joins the bucket for large arguments; gives none where the environment names none. Called when one is first asked for. */
  readonly connectBlobs?: (environment: Environment) => Promise<Blobs | undefined>;
  /** About how many messages wait in the queue of a priority. */
  readonly countWaiting?: (environment: Environment, priority: Priority) => Promise<number>;
  readonly environment: Environment;
  readonly limits: Limits;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}
