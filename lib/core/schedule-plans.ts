// The schedules that stand in jobs' definitions, as they are kept by a scheduler.

import type { JobDefinition } from "./definition.ts";
import type { ScheduledPost } from "./ports.ts";
import { definedName } from "./schedule-names.ts";
import { toScheduledBody } from "./scheduled-body.ts";

/** One for each schedule of each job; two that say the same are one. */
export function toSchedulePlans(
  definitions: Iterable<Pick<JobDefinition, "name" | "priority" | "schedules">>,
): readonly ScheduledPost[] {
  const plans = new Map<string, ScheduledPost>();
  for (const { name: job, priority, schedules } of definitions) {
    for (const { expression, timeZone, args, enabled } of schedules) {
      const name = definedName(job, JSON.stringify([expression, timeZone, args]));
      const body = toScheduledBody({ job, args, priority, name });
      plans.set(name, { name, expression, timeZone, enabled, body, priority });
    }
  }
  return [...plans.values()];
}
