// What "errand dev" tells of the schedules in the jobs' definitions: each with its next run.

import { nextRuns } from "../core/next-runs.ts";
import type { LocalSchedule } from "../local/local-schedule.ts";

/** @param from the next runs are later than this. */
export function toScheduleLines(schedules: readonly LocalSchedule[], from: Date): readonly string[] {
  return schedules.map(({ job, expression, timeZone, enabled, args }) => {
    const called = `${job}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`;
    const what = `Schedule: ${called} ${expression}${timeZone === "UTC" ? "" : ` ${timeZone}`}`;
    if (!enabled) return `${what}, not enabled`;
    // A rate counts from when it was made, which only its scheduler knows.
    if (expression.startsWith("rate(")) return what;
    const [next] = nextRuns(expression, { from, count: 1, timeZone });
    return `${what}, ${next === undefined ? "never runs again" : `next ${next.toISOString()}`}`;
  });
}
