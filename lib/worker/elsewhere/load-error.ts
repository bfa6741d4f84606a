// The wording for jobs that a far side can't load: where, what the module said, and what to do about it.

import { ErrandError } from "../../core/errors.ts";
import { adviceOn } from "../../core/load-failure.ts";

/** @param what it is that could not load them: "thread" or "process". */
export function toLoadError(module: string, what: string, how: string, code?: string): ErrandError {
  const advice = adviceOn(code) ?? 'The worker\'s "module" must export the jobs, and be one that can be loaded twice.';
  const path = URL.canParse(module) ? decodeURI(new URL(module).pathname) : module;
  return new ErrandError(
    "invalid_entry",
    `The jobs of ${path} could not be loaded in a ${what} of their own: ${how.replace(/\.$/, "")}. ${advice}`.trimEnd(),
  );
}
