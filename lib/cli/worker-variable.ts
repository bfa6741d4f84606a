// What the variable ERRAND_WORKER tells a worker, as JSON: WorkerService sets it, so that an image of one's own needs no flags.

import { type Environment, WORKER } from "../core/environment.ts";
import { ErrandError, show } from "../core/errors.ts";
import { expectKnownKeys } from "../core/options.ts";
import { checkWorkerOptions, PLAIN_OPTIONS, type WorkerOptions } from "../worker/worker-options.ts";

export type ToldOptions = Pick<WorkerOptions, (typeof PLAIN_OPTIONS)[number]>;

/**
 * @param names those of the jobs that there are.
 * @throws `ErrandError` `invalid_option`, which names the variable: flags win over it, but don't hide what is wrong in it.
 */
export function readWorkerVariable(environment: Environment, names: readonly string[]): ToldOptions {
  const text = environment[WORKER]?.trim();
  if (!text) return {};
  const told = parse(text);
  expectKnownKeys(told, PLAIN_OPTIONS, `The variable ${WORKER}`);
  try {
    checkWorkerOptions(told, names);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ErrandError("invalid_option", `The variable ${WORKER} can't be used: ${message}`, { cause });
  }
  return told;
}

function parse(text: string): ToldOptions {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ErrandError(
      "invalid_option",
      `The variable ${WORKER} must be options of a worker as JSON, such as {"concurrency":20,"grace":60}, got ${show(text)}. Correct it, or leave it out.`,
      { cause },
    );
  }
}
