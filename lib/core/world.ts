// What every program that uses the kernel is joined to: queues, their limits, time and chance.

import type { Environment } from "./environment.ts";
import type { Listener } from "./events.ts";
import type { Inspector } from "./inspector.ts";
import type { Blobs, Clock, Limits, Priority, Queues, Scheduler, Spool, SpoolOptions } from "./ports.ts";

export interface World {
  /** Joins SQS. Called when something is first sent: until then, nothing of the SDK is loaded. */
  readonly connect: (environment: Environment) => Promise<Queues>;
  /** Joins the schedules; gives none where the environment names none. Called when one is first asked for. */
  readonly connectScheduler?: (environment: Environment) => Promise<Scheduler | undefined>;
  /** Joins the bucket for large arguments; gives none where the environment names none. Called when one is first asked for. */
  readonly connectBlobs?: (environment: Environment) => Promise<Blobs | undefined>;
  /** About how many messages wait in the queue of a priority. */
  readonly countWaiting?: (environment: Environment, priority: Priority) => Promise<number>;
  /** Joins the dead-letter queues; called when they are first looked at. */
  readonly inspect?: (environment: Environment) => Promise<Inspector>;
  /** Joins the spool; called where `whenUnavailable` has one. */
  readonly openSpool?: (options: SpoolOptions) => Promise<Spool>;
  readonly environment: Environment;
  readonly limits: Limits;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/** The world of a client. */
export interface ClientWorld extends World {
  /** Whether time passes only when somebody says so: then nobody is made to wait for it. Default: it passes by itself. */
  readonly isStandingStill?: boolean;
  /** The listener where jobs run in this process and the settings name none; loaded only then. */
  readonly loadListener: () => Promise<Listener>;
}
