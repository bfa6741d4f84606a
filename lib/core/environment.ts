// The environment variables that say where the queues are, and which mode is meant.

import { ErrandError, show } from "./errors.ts";
import { expectMode, type Mode } from "./mode.ts";
import type { Priority } from "./ports.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Which of a priority's two queues. */
export type QueueRole = "queue" | "dead";

/** The variable that holds a queue's URL, such as `ERRAND_HIGH_DEAD_QUEUE_URL`. */
export function queueVariable(priority: Priority, role: QueueRole): string {
  return `ERRAND_${priority.toUpperCase()}_${role === "dead" ? "DEAD_" : ""}QUEUE_URL`;
}

/** @throws `ErrandError` `not_configured` when the variable isn't set. */
export function queueUrl(environment: Environment, priority: Priority, role: QueueRole): string {
  const variable = queueVariable(priority, role);
  const url = environment[variable];
  if (url && URL.canParse(url)) return url;
  throw new ErrandError(
    "not_configured",
    `${variable} must be the URL of the ${priority}-priority ${role === "dead" ? "dead-letter " : ""}queue, ` +
      `${url ? `got ${show(url)}` : "but is not set"}. On AWS, give it to everything that enqueues and to the worker; ` +
      'locally, take the variables that "errand dev" prints.',
  );
}

/** The variable that holds the name of the schedule group. */
export const SCHEDULE_GROUP = "ERRAND_SCHEDULE_GROUP";

/** The variable that holds the ARN of the role in which schedules send to the queues. */
export const SCHEDULE_ROLE = "ERRAND_SCHEDULE_ROLE_ARN";

/** The priority of the queue with this ARN, by the names in the environment's URLs; `undefined` for any other. */
export function priorityOfQueue(environment: Environment, arn: string | undefined): Priority | undefined {
  const name = arn?.slice(arn.lastIndexOf(":") + 1);
  if (!name) return undefined;
  const priorities = ["high", "low"] as const;
  return priorities.find((priority) => environment[queueVariable(priority, "queue")]?.endsWith(`/${name}`));
}

/**
 * The mode that is meant: the one asked for, else `ERRAND_MODE`, else `sqs` where a queue variable is set, else `inline`
 * where `NODE_ENV` is `test`.
 *
 * @throws `ErrandError` `not_configured` when nothing says which; `invalid_option` for an unknown one.
 */
export function resolveMode(asked: Mode | undefined, environment: Environment): Mode {
  if (asked !== undefined) return asked;
  const mode = environment["ERRAND_MODE"];
  if (mode) return expectMode(mode, "ERRAND_MODE");
  if (environment[queueVariable("high", "queue")] || environment[queueVariable("low", "queue")]) return "sqs";
  if (environment["NODE_ENV"] === "test") return "inline";
  throw new ErrandError(
    "not_configured",
    "Errand doesn't know where to enqueue to: neither ERRAND_MODE nor a queue variable " +
      `(${queueVariable("high", "queue")}, ${queueVariable("low", "queue")}) is set. Set ERRAND_MODE, or call configure({ mode }): ` +
      '"sqs" to post to SQS, "background" to run in this process after the caller goes on, "inline" to run at once, "fake" to only record it.',
  );
}
