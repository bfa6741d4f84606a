// What a schedule is to do, read and checked, in AWS's own words: what GetSchedule answers. Plain data.

import { parse, type Schedule } from "../../schedule/parse.ts";
import { zoneOf } from "../../schedule/time-zone.ts";
import { invalid } from "./errors.ts";
import {
  optionalChoice,
  optionalInteger,
  optionalText,
  optionalTime,
  requiredChoice,
  requiredStructure,
  requiredText,
  type Structure,
} from "./input.ts";
import { readTarget, type Target } from "./target.ts";

interface FlexibleTimeWindow {
  readonly Mode: "OFF" | "FLEXIBLE";
  readonly MaximumWindowInMinutes?: number;
}

export interface Definition {
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  /** Seconds since 1970, as in the protocol. */
  readonly StartDate?: number;
  readonly EndDate?: number;
  readonly Description?: string;
  readonly State: "ENABLED" | "DISABLED";
  readonly KmsKeyArn?: string;
  readonly Target: Target;
  readonly FlexibleTimeWindow: FlexibleTimeWindow;
  readonly ActionAfterCompletion: "NONE" | "DELETE";
}

// Source of the rules: AWS's model of the service, scheduler-2021-06-30.
const KMS_KEY_ARN = /^arn:aws(-[a-z]+)?:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_]*$/;
const MOST_WINDOW_MINUTES = 1440;

/** AWS takes a start this long ago, and none before. */
const START_GRACE_SECONDS = 300;

/** Reads all of it: what is left out has AWS's default, at an update as at a creation. */
export function readDefinition(body: Structure, now: number): Definition {
  const ScheduleExpression = requiredText(body, "ScheduleExpression", { low: 1, high: 256 });
  const zone = optionalText(body, "ScheduleExpressionTimezone", { low: 1, high: 50 }) ?? "UTC";
  const StartDate = optionalTime(body, "StartDate");
  const EndDate = optionalTime(body, "EndDate");
  const Description = optionalText(body, "Description", { high: 512 });
  const KmsKeyArn = optionalText(body, "KmsKeyArn", { low: 1, high: 2048, pattern: KMS_KEY_ARN });
  const definition: Definition = {
    ScheduleExpression,
    ScheduleExpressionTimezone: zone,
    ...(StartDate !== undefined && { StartDate }),
    ...(EndDate !== undefined && { EndDate }),
    ...(Description !== undefined && { Description }),
    State: optionalChoice(body, "State", ["ENABLED", "DISABLED"]) ?? "ENABLED",
    ...(KmsKeyArn !== undefined && { KmsKeyArn }),
    Target: readTarget(requiredStructure(body, "Target")),
    FlexibleTimeWindow: readWindow(requiredStructure(body, "FlexibleTimeWindow")),
    ActionAfterCompletion: optionalChoice(body, "ActionAfterCompletion", ["NONE", "DELETE"]) ?? "NONE",
  };
  const schedule = tell(`Invalid Schedule Expression ${ScheduleExpression}.`, () => parse(ScheduleExpression));
  tell(`Invalid Schedule Expression Timezone ${zone}.`, () => zoneOf(zone));
  checkDates(definition, schedule, now);
  return definition;
}

/** AWS's sentence first, then what is wrong, which AWS keeps to itself. */
function tell<T>(sentence: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalid(`${sentence} ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readWindow(given: Structure): FlexibleTimeWindow {
  const Mode = requiredChoice(given, "Mode", ["OFF", "FLEXIBLE"]);
  const minutes = optionalInteger(given, "MaximumWindowInMinutes", 1, MOST_WINDOW_MINUTES);
  if (Mode === "FLEXIBLE" && minutes === undefined) {
    throw invalid("A FLEXIBLE time window must have MaximumWindowInMinutes. Set it, or the Mode to OFF.");
  }
  if (Mode === "OFF" && minutes !== undefined) {
    throw invalid("A time window that is OFF must not have MaximumWindowInMinutes. Leave it out, or set FLEXIBLE.");
  }
  return { Mode, ...(minutes !== undefined && { MaximumWindowInMinutes: minutes }) };
}

/** Of one-time schedules AWS ignores both. An end in the past is taken: such a schedule never runs. */
function checkDates({ StartDate, EndDate }: Definition, { kind }: Schedule, now: number): void {
  if (kind === "at" || StartDate === undefined) return;
  if (StartDate < now / 1000 - START_GRACE_SECONDS) {
    throw invalid("The StartDate you specify cannot be earlier than 5 minutes ago.");
  }
  if (EndDate !== undefined && EndDate <= StartDate) {
    throw invalid("The StartDate you specify must come before the EndDate.");
  }
}
