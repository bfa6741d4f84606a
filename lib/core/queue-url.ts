// Where a queue is, as the environment says it.

import { type Environment, type QueueRole, queueVariable } from "./environment.ts";
import { ErrandError, show } from "./errors.ts";
import type { Priority } from "./ports.ts";

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
