// Which mode is meant, by the settings and the environment.

import { type Environment, queueVariable } from "./environment.ts";
import { ErrandError } from "./errors.ts";
import { expectMode, type Mode } from "./mode.ts";

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
