// What is chosen for one enqueueing, checked and filled in.

import type { JobDefinition } from "./definition.ts";
import type { EnqueueOptions } from "./enqueuer.ts";
import { expectKnownKeys, expectPriority, refuse } from "./options.ts";
import type { Priority } from "./ports.ts";
import { toDelaySeconds } from "./timing.ts";

/** Which queue, and after how many seconds from now. */
export interface Choice {
  readonly delaySeconds: number;
  readonly priority: Priority;
}

/**
 * @param now milliseconds since 1970.
 * @throws `ErrandError` `invalid_option`.
 */
export function toChoice(options: EnqueueOptions, { name, priority }: JobDefinition, now: number): Choice {
  const where = `Job "${name}"`;
  if (typeof options !== "object")
    throw refuse(`${where}: with(options)`, "an object", options, 'Write { delay: "1 day" }.');
  expectKnownKeys(options, ["delay", "at", "timeZone", "priority"], `${where}: with(options)`);
  if (options.priority !== undefined) expectPriority(options.priority, where);
  return { delaySeconds: toDelaySeconds(options, where, now), priority: options.priority ?? priority };
}
