// How long a task that is to end lets its jobs run, and how long Fargate waits for it.

import type { Duration } from "aws-cdk-lib";
import { ErrandError } from "../../core/errors.ts";
import { toWholeSeconds } from "../whole-seconds.ts";

/** Fargate ends a task so long after it was told to stop, at the latest. ECS API reference, ContainerDefinition, stopTimeout. */
const LONGEST_STOP_SECONDS = 120;

/** A worker has stopped 8 seconds after its grace at the latest, which no poll outlasts; two more are for the container to end in. */
const MARGIN_SECONDS = 10;

const LONGEST_SECONDS = LONGEST_STOP_SECONDS - MARGIN_SECONDS;

/** @throws `ErrandError` `invalid_option`. */
export function toGraceSeconds(grace: Duration): number {
  const where = 'WorkerService: "grace"';
  const seconds = toWholeSeconds(grace, { min: 1, max: 86_400 }, where);
  if (seconds <= LONGEST_SECONDS) return seconds;
  throw new ErrandError(
    "invalid_option",
    `${where} must be at most ${LONGEST_SECONDS} seconds, got ${seconds}: Fargate ends a task ${LONGEST_STOP_SECONDS} seconds after it was ` +
      `told to stop, and ${MARGIN_SECONDS} of them are for handing back what still runs. Shorten it: a job that is longer begins again elsewhere.`,
  );
}

/** How long Fargate waits before it ends a task that was told to stop. */
export function toStopSeconds(graceSeconds: number): number {
  return graceSeconds + MARGIN_SECONDS;
}
