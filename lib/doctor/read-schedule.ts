// A schedule of EventBridge Scheduler.

import { type DeployedSchedule, isKnown, UNKNOWN } from "./deployment.ts";
import type { ToLink } from "./links.ts";
import { textAt } from "./reading.ts";
import type { Resolved } from "./template.ts";

export function readSchedule(resource: Resolved, toQueue: ToLink): DeployedSchedule {
  const { key, id, template, properties } = resource;
  const state = textAt(properties, "State", "ENABLED");
  const deadLetter = textAt(properties, "Target.DeadLetterConfig.Arn", undefined);
  return {
    key,
    id,
    template,
    expression: textAt(properties, "ScheduleExpression", UNKNOWN),
    timeZone: textAt(properties, "ScheduleExpressionTimezone", "UTC"),
    enabled: isKnown(state) ? state === "ENABLED" : UNKNOWN,
    target: toQueue(textAt(properties, "Target.Arn", UNKNOWN)),
    role: textAt(properties, "Target.RoleArn", undefined),
    deadLetter: deadLetter === undefined ? undefined : toQueue(deadLetter),
    group: textAt(properties, "Target.SqsParameters.MessageGroupId", undefined),
  };
}
