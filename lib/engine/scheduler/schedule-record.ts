// Everything that the engine knows of one schedule, in one place. What changes is data only, so that it can be written down.

import type { Definition } from "./definition.ts";

/** One run that has come due: it is tried until it is delivered, or given up. */
export interface Invocation {
  /** The same for every attempt: AWS dead-letters it under one id. */
  readonly executionId: string;
  /** When the schedule was to run, milliseconds since 1970. */
  readonly scheduledAt: number;
  /** Attempts made. */
  attempts: number;
  /** When it was first tried. Its age counts from here; undefined until then. */
  firstTriedAt: number | undefined;
  nextTryAt: number;
}

export interface ScheduleRecord {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  /** Milliseconds since 1970. A rate without a StartDate counts from here. */
  readonly createdAt: number;
  modifiedAt: number;
  definition: Definition;
  /** The run that came due last, so that an update does not repeat it. */
  lastRunAt: number | undefined;
  /** Undefined while it is disabled, and when it has no run any more. */
  nextRunAt: number | undefined;
  /** Those that are not delivered yet. */
  readonly invocations: Set<Invocation>;
}
