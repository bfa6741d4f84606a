// How many tasks a service may have, and what decides how many it has.

import type { Duration } from "aws-cdk-lib";
import { ErrandError } from "../../core/errors.ts";
import { expectKnownKeys, isWhole, refuse } from "../../core/options.ts";
import { toWholeSeconds } from "../whole-seconds.ts";

export interface CapacityOptions {
  /** Tasks at least: 0 to 5,000; default 0, so that what is idle costs nothing. */
  readonly min?: number;
  /** Tasks at most: 1 to 5,000; default 10. */
  readonly max?: number;
  /** For how many jobs, waiting and running, there is to be a task; default ten times `concurrency`. */
  readonly jobsPerTask?: number;
  /**
   * How old the oldest job may become, 1 minute to 14 days, before there is a task for every `concurrency` jobs: as many as it takes
   * for all to run at once; default 5 minutes. A job that runs counts too.
   */
  readonly oldestAge?: Duration;
  /** After how long without a job the tasks end that are more than `min`: 1 minute to 12 hours; default 10 minutes. */
  readonly idle?: Duration;
}

export interface Capacity {
  readonly min: number;
  readonly max: number;
  readonly jobsPerTask: number;
  readonly oldestAgeSeconds: number;
  readonly idleMinutes: number;
}

/** Source: ECS guide, "Amazon ECS service quotas", tasks of a service. */
const MOST_TASKS = 5000;

const MOST_JOBS_PER_TASK = 1_000_000;

/** SQS keeps no message longer than 14 days. */
const AGE = { min: 60, max: 1_209_600 };

/** An alarm looks back a day at most. CloudWatch API reference, PutMetricAlarm, EvaluationPeriods. */
const IDLE = { min: 60, max: 43_200 };

/** @throws `ErrandError` `invalid_option`. */
export function checkCapacity(options: CapacityOptions = {}, concurrency: number): Capacity {
  const where = "WorkerService: capacity";
  expectKnownKeys(options, ["min", "max", "jobsPerTask", "oldestAge", "idle"], where);
  const { min = 0, max = Math.max(10, min), jobsPerTask = 10 * concurrency, oldestAge, idle } = options;
  if (!isWhole(min, 0, MOST_TASKS)) throw refuse(`${where}: "min"`, `a whole number from 0 to ${MOST_TASKS}`, min);
  if (!isWhole(max, 1, MOST_TASKS)) throw refuse(`${where}: "max"`, `a whole number from 1 to ${MOST_TASKS}`, max);
  if (max < min) {
    throw new ErrandError(
      "invalid_option",
      `${where}: "max" must be at least "min", ${min}, got ${max}. Raise it, or lower "min".`,
    );
  }
  if (!isWhole(jobsPerTask, 1, MOST_JOBS_PER_TASK)) {
    throw refuse(`${where}: "jobsPerTask"`, `a whole number from 1 to ${MOST_JOBS_PER_TASK}`, jobsPerTask);
  }
  return {
    min,
    max,
    jobsPerTask,
    oldestAgeSeconds: oldestAge === undefined ? 300 : toWholeSeconds(oldestAge, AGE, `${where}: "oldestAge"`),
    // Metrics come by the minute.
    idleMinutes: idle === undefined ? 10 : Math.ceil(toWholeSeconds(idle, IDLE, `${where}: "idle"`) / 60),
  };
}
