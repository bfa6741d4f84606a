// The environment variables that say where the queues and the schedules are.

import type { Priority } from "./ports.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Which of a priority's two queues. */
export type QueueRole = "queue" | "dead";

/** The variable that holds a queue's URL, such as `ERRAND_HIGH_DEAD_QUEUE_URL`. */
export function queueVariable(priority: Priority, role: QueueRole): string {
  return `ERRAND_${priority.toUpperCase()}_${role === "dead" ? "DEAD_" : ""}QUEUE_URL`;
}

/** The variable that holds the name of the schedule group. */
export const SCHEDULE_GROUP = "ERRAND_SCHEDULE_GROUP";

/** The variable that holds the ARN of the role in which schedules send to the queues. */
export const SCHEDULE_ROLE = "ERRAND_SCHEDULE_ROLE_ARN";

/** The variable that holds the name of the bucket for what is too large for a message. */
export const BUCKET = "ERRAND_BUCKET";

/** The variable that holds the keys that messages are signed with: `keyId:base64key,…`. */
export const SIGNING_KEYS = "ERRAND_SIGNING_KEYS";

/** The variable that is `optional` while signing is introduced: then messages without a signature are run all the same. */
export const SIGNATURES = "ERRAND_SIGNATURES";

/** The variable that tells a worker that lives long how to work, as JSON. */
export const WORKER = "ERRAND_WORKER";

/** The priority of the queue with this ARN, by the names in the environment's URLs; `undefined` for any other. */
export function priorityOfQueue(environment: Environment, arn: string | undefined): Priority | undefined {
  const name = arn?.slice(arn.lastIndexOf(":") + 1);
  if (!name) return undefined;
  const priorities = ["high", "low"] as const;
  return priorities.find((priority) => environment[queueVariable(priority, "queue")]?.endsWith(`/${name}`));
}
