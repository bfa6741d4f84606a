// Tells when a schedule runs next.

import { nextAfter } from "../schedule/next-run.ts";
import { parse } from "../schedule/parse.ts";
import { toCronExpression } from "./cron-expression.ts";
import { expectZone } from "./due-time.ts";
import { show } from "./errors.ts";
import { expectKnownKeys, expectWhole, refuse } from "./options.ts";
import { isSchedule, type Schedule } from "./schedule-mark.ts";
import { readAt } from "./schedule-refusal.ts";

/** From when, and how many. */
export interface NextRunsOptions {
  /** The runs told are later than this. A rate counts from here. */
  readonly from: Date;
  /** How many at most: 1 to 1,000. */
  readonly count: number;
  /** The zone of an expression given as text; default `"UTC"`. A schedule has its own. */
  readonly timeZone?: string | undefined;
}

/**
 * The next runs of a schedule, whether it is enabled or not; fewer where there are no more.
 *
 * @param schedule what `cron`, `rate` or `at` made, or an entry of `job.schedules()`; or a text: AWS's expression, or what
 *   `cron` takes.
 * @throws `ErrandError` `invalid_option`.
 *
 * @example
 * nextRuns("0 9 * * 1-5", { from: new Date(), count: 5, timeZone: "Europe/Berlin" })
 */
export function nextRuns(
  schedule: Pick<Schedule, "expression" | "timeZone"> | string,
  options: NextRunsOptions,
): readonly Date[] {
  if (options === undefined) {
    const where = "nextRuns(schedule, options): options";
    throw refuse(where, "{ from, count }", options, "For the next five, give { from: new Date(), count: 5 }.");
  }
  expectKnownKeys(options, ["from", "count", "timeZone"], "nextRuns(schedule, options): options");
  const { from, count } = options;
  if (!(from instanceof Date) || Number.isNaN(from.getTime())) {
    throw refuse(
      'nextRuns(schedule, options): "from"',
      "a valid Date",
      from,
      "For the runs from now on, give new Date().",
    );
  }
  expectWhole(count, 1000, 'nextRuns(schedule, options): "count"', "Give how many runs to tell.");
  const { expression, timeZone, where } = read(schedule, options.timeZone);
  const parsed = readAt(where, () => parse(expression));
  const runs: Date[] = [];
  let after = from.getTime();
  while (runs.length < count) {
    const next = nextAfter(parsed, { timeZone, after });
    if (next === undefined) break;
    runs.push(new Date(next));
    after = next;
  }
  return runs;
}

function read(schedule: unknown, given: string | undefined) {
  if (isSchedule(schedule) || isListed(schedule)) {
    const { expression, timeZone } = schedule;
    const where = `nextRuns(${expression})`;
    expectZone(timeZone, where);
    if (given === undefined || given === timeZone) return { expression, timeZone, where };
    throw refuse(
      `${where}: "timeZone"`,
      `the schedule's own, ${timeZone}, or left out`,
      given,
      "Make it with that zone.",
    );
  }
  if (typeof schedule !== "string") {
    throw refuse(
      "nextRuns(schedule)",
      "a schedule or a text",
      schedule,
      'Give what cron, rate or at made, or "0 3 * * ? *".',
    );
  }
  const where = `nextRuns(${show(schedule)})`;
  const expression = schedule.trim();
  const timeZone = given ?? "UTC";
  expectZone(timeZone, where);
  // In its wrapper it is AWS's own, and may hold what AWS takes and cron refuses.
  if (/^(at|rate|cron)\(/.test(expression)) return { expression, timeZone, where };
  return { expression: readAt(where, () => toCronExpression(expression, where)), timeZone, where };
}

/** An entry of `job.schedules()`. */
function isListed(value: unknown): value is Pick<Schedule, "expression" | "timeZone"> {
  if (typeof value !== "object" || value === null) return false;
  return "expression" in value && typeof value.expression === "string" && "timeZone" in value;
}
