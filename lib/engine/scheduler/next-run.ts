// When a schedule of the engine runs next, by its definition and what it has done so far.

import { nextAfter } from "../../schedule/next-run.ts";
import { parse, type Schedule } from "../../schedule/parse.ts";
import type { ScheduleRecord } from "./schedule-record.ts";

// The precision of AWS's scheduler. What is later than this by the clock was slept through, by a machine or a process:
// of all such runs, the one that was due next is made up for.
const MINUTE_MS = 60_000;

/** The first run of a schedule that was just made, changed or enabled. */
export function firstRun(record: ScheduleRecord, now: number): number | undefined {
  if (record.definition.State === "DISABLED") return undefined;
  const schedule = parse(record.definition.ScheduleExpression);
  return next(record, schedule, Math.max(now - graceOf(schedule), record.lastRunAt ?? Number.NEGATIVE_INFINITY));
}

/** The run after the one that just came due. */
export function followingRun(record: ScheduleRecord, scheduledAt: number, now: number): number | undefined {
  const schedule = parse(record.definition.ScheduleExpression);
  return next(record, schedule, Math.max(scheduledAt, now - MINUTE_MS));
}

/** How long ago a run may have been to run at once: a rate's first is at its creation. */
function graceOf({ kind }: Schedule): number {
  switch (kind) {
    case "at":
      // Whoever says "now" has cut off the milliseconds. What is longer past never runs; AWS documents neither.
      return MINUTE_MS;
    case "rate":
      return 1;
    case "cron":
      return 0;
    default:
      return kind satisfies never;
  }
}

function next({ definition, createdAt }: ScheduleRecord, schedule: Schedule, after: number): number | undefined {
  const { ScheduleExpressionTimezone, StartDate, EndDate } = definition;
  return nextAfter(schedule, {
    timeZone: ScheduleExpressionTimezone,
    after,
    start: StartDate === undefined ? createdAt : StartDate * 1000,
    end: EndDate === undefined ? undefined : EndDate * 1000,
  });
}
