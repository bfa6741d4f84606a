// The wording for jobs that a far side can't load: where, what the module said, and what to do about it.

import { ErrandError } from "../../core/errors.ts";

const HINTS: Readonly<Record<string, string>> = {
  ERR_MODULE_NOT_FOUND: "Check the path; an import needs its file's ending.",
  ERR_UNKNOWN_FILE_EXTENSION: "Node loads JavaScript, and TypeScript outside of node_modules.",
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: "Node strips types only: no enum, namespace or parameter property.",
  ERR_INVALID_TYPESCRIPT_SYNTAX: "Correct the syntax.",
  no_jobs: "",
  duplicate_job: "",
};

/** @param what it is that could not load them: "thread" or "process". */
export function toLoadError(module: string, what: string, how: string, code = ""): ErrandError {
  const advice = HINTS[code] ?? 'The worker\'s "module" must export the jobs, and be one that can be loaded twice.';
  const path = URL.canParse(module) ? decodeURI(new URL(module).pathname) : module;
  return new ErrandError(
    "invalid_entry",
    `The jobs of ${path} could not be loaded in a ${what} of their own: ${how.replace(/\.$/, "")}. ${advice}`.trimEnd(),
  );
}
