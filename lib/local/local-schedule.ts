// What a runner tells of a schedule in its jobs' definitions. Apart from what keeps it: the door's types must name no SDK.

import type { ScheduledPost } from "../core/ports.ts";

/** A schedule that stands in a job's definition. */
export interface LocalSchedule {
  /** The job's name. */
  readonly job: string;
  /** AWS's: `"cron(0 3 * * ? *)"`. */
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  /** What the job is called with. */
  readonly args: readonly unknown[];
}

export function toSchedule({ body, expression, timeZone, enabled }: ScheduledPost): LocalSchedule {
  const { function: job, args } = JSON.parse(body);
  return { job, expression, timeZone, enabled, args };
}
