// Makes the value of a schedule, whatever its expression: checked whole, and sealed.

import { parse } from "../schedule/parse.ts";
import { expectZone } from "./due-time.ts";
import { ErrandError, show } from "./errors.ts";
import { findNonJson } from "./json.ts";
import { expectKnownKeys, refuse } from "./options.ts";
import { marked, type Schedule } from "./schedule-mark.ts";
import { readAt } from "./schedule-refusal.ts";

/** A fixed argument. Its shape tells TypeScript to infer lists that a function may take, which needs them changeable. */
type Fixed = Fixed[] | { [key: string]: Fixed } | object | string | number | boolean | null | undefined;
export type FixedArgs = readonly Fixed[] | Fixed[];

/** What a rate may be told. */
export interface RateOptions<Args extends readonly unknown[]> {
  /** The arguments of every run, as JSON; default none. */
  readonly args?: Args;
  /** Whether it runs at all; default `true`. */
  readonly enabled?: boolean;
}

/** What a schedule on a wall clock may be told. */
export interface ScheduleOptions<Args extends readonly unknown[]> extends RateOptions<Args> {
  /** The zone on whose clocks it runs: a name of the IANA database, as `"Europe/Berlin"`; default `"UTC"`. */
  readonly timeZone?: string;
}

/** Source: AWS's model of the scheduler, ScheduleExpression. */
const LONGEST_EXPRESSION = 256;

/** @throws `ErrandError` `invalid_option`. */
export function toSchedule<Args extends readonly unknown[]>(
  expression: string,
  options: ScheduleOptions<Args>,
  zone: readonly "timeZone"[],
  where: string,
): Schedule<Args> {
  expectKnownKeys(options, [...zone, "args", "enabled"], `${where}: options`);
  const { timeZone = "UTC", args = [], enabled = true } = options;
  if (typeof enabled !== "boolean") throw refuse(`${where}: "enabled"`, "true or false", enabled);
  expectZone(timeZone, where);
  readAt(where, () => parse(expression));
  if (expression.length > LONGEST_EXPRESSION) {
    throw refuse(
      where,
      `at most ${LONGEST_EXPRESSION} characters for AWS`,
      expression.length,
      "Write ranges for lists.",
    );
  }
  const schedule = { expression, timeZone, args: sealed(args, where) as Args, enabled };
  return marked(schedule);
}

/** A copy: what the caller changes in its objects afterwards must not travel. */
function sealed(args: unknown, where: string): unknown {
  const advice = "Give the list of the run's arguments: [argument, …].";
  if (!Array.isArray(args)) throw refuse(`${where}: "args"`, "a list", args, advice);
  const problem = findNonJson(args);
  if (problem === undefined) return JSON.parse(JSON.stringify(args));
  const path = problem.path.map((key) => `[${JSON.stringify(key)}]`).join("");
  const what = problem.kind === "value" ? show(problem.value) : `a ${problem.kind}`;
  throw new ErrandError(
    "invalid_option",
    `${where}: args${path} must be JSON, for arguments travel as JSON, got ${what}. Give texts, numbers, lists, plain objects.`,
  );
}
