// The environment variables that say where the queues are, and which mode is meant.

import { ErrandError, show } from "./errors.ts";
import type { Priority } from "./ports.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where `.enqueue` leads: run here and now, run here after the caller has gone on, or post to SQS. */
export type Mode = "inline" | "background" | "sqs";

/** Which of a priority's two queues. */
export type QueueRole = "queue" | "dead";

const MODES: readonly Mode[] = ["inline", "background", "sqs"];

/** The variable that holds a queue's URL, such as `ERRAND_HIGH_DEAD_QUEUE_URL`. */
export function queueVariable(priority: Priority, role: QueueRole): string {
  return `ERRAND_${priority.toUpperCase()}_${role === "dead" ? "DEAD_" : ""}QUEUE_URL`;
}

/** @throws `ErrandError` `not_configured` when the variable isn't set. */
export function queueUrl(environment: Environment, priority: Priority, role: QueueRole): string {
  const variable = queueVariable(priority, role);
  const url = environment[variable];
  if (url) return url;
  throw new ErrandError(
    "not_configured",
    `${variable} is not set, so the ${priority}-priority ${role === "dead" ? "dead-letter " : ""}queue can't be reached. ` +
      'Locally, take the variables that "errand dev" prints.',
  );
}

/**
 * The mode that is meant: the one asked for, else `ERRAND_MODE`, else `sqs` where a queue variable is set, else `inline`
 * where `NODE_ENV` is `test`.
 *
 * @throws `ErrandError` `not_configured` when nothing says which; `invalid_option` for an unknown one.
 */
export function resolveMode(asked: Mode | undefined, environment: Environment): Mode {
  const mode = asked ?? environment["ERRAND_MODE"];
  if (mode) return expectMode(mode, asked === undefined ? "ERRAND_MODE" : "configure({ mode })");
  if (environment[queueVariable("high", "queue")] || environment[queueVariable("low", "queue")]) return "sqs";
  if (environment["NODE_ENV"] === "test") return "inline";
  throw new ErrandError(
    "not_configured",
    "Errand doesn't know where to enqueue to: neither ERRAND_MODE nor a queue variable " +
      `(${queueVariable("high", "queue")}, ${queueVariable("low", "queue")}) is set. Set ERRAND_MODE, or call configure({ mode }): ` +
      '"sqs" to post to SQS, "background" to run in this process after the caller goes on, "inline" to run at once.',
  );
}

function expectMode(mode: string, where: string): Mode {
  if ((MODES as readonly string[]).includes(mode)) return mode as Mode;
  throw new ErrandError(
    "invalid_option",
    `${where} must be "inline", "background" or "sqs", got ${show(mode)}. Set one of the three, or leave it out.`,
  );
}
