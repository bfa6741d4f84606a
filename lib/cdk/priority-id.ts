// What a priority is called in the ids of constructs.

import type { Priority } from "../core/ports.ts";

/** `High` or `Low`. */
export function toPriorityId(priority: Priority): string {
  return priority === "high" ? "High" : "Low";
}
