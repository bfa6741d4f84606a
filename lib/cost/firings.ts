// How often schedules fire in a month, by the next runs of each.

import { nextRuns } from "../core/next-runs.ts";
import { MONTH_HOURS } from "./rate.ts";

/** Enough that what is irregular, such as working hours, evens out. */
const LOOKED_AT = 1000;

export interface FiringSchedule {
  /** As AWS has it. */
  readonly expression: string;
  readonly timeZone: string;
}

/**
 * @param from when the month begins.
 * @throws `ErrandError` `invalid_option` for an expression that AWS would refuse.
 */
export function toMonthlyFirings(schedules: readonly FiringSchedule[], from: Date): number {
  return schedules.reduce((sum, schedule) => sum + firingsOf(schedule, from), 0);
}

/** What ends soon, such as a single run, is counted; what goes on, by its pace. */
function firingsOf({ expression, timeZone }: FiringSchedule, from: Date): number {
  const runs = nextRuns(expression, { from, count: LOOKED_AT, timeZone });
  const monthEnd = from.getTime() + MONTH_HOURS * 3_600_000;
  const last = runs.at(-1)?.getTime() ?? 0;
  const goesOn = runs.length === LOOKED_AT || (runs.length > 1 && last > monthEnd);
  if (!goesOn) return runs.filter((run) => run.getTime() <= monthEnd).length;
  return runs.length / ((last - from.getTime()) / (MONTH_HOURS * 3_600_000));
}
