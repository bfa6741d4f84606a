// Whether two schedules say the same, whenever each was made or changed.

import type { ScheduledPost } from "./ports.ts";

const SAID = ["expression", "timeZone", "enabled", "body", "priority"] as const;

export function saysTheSame(one: ScheduledPost, other: ScheduledPost): boolean {
  return SAID.every((field) => one[field] === other[field]);
}
