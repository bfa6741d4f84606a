// The wording for jobs that can't be loaded: what the module said, where, and what to do about it.

import { ErrandError } from "../core/errors.ts";
import type { LoadFailure } from "./messages.ts";

const HINTS: Readonly<Record<string, string>> = {
  ERR_MODULE_NOT_FOUND: "Check the path; an import needs its file's ending.",
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: "Node strips types only: no enum, namespace or parameter property.",
  ERR_INVALID_TYPESCRIPT_SYNTAX: "Correct the syntax.",
  ERR_UNSUPPORTED_DIR_IMPORT: "Name a file.",
};

export function toLoadError(jobs: URL, { error, code = "" }: LoadFailure): ErrandError {
  const { name, message, stack = "" } = error;
  const said = message.startsWith("Cannot use import statement")
    ? `${message} (is "type": "module" in package.json?)`
    : message;
  const own = stack.split("\n").filter((line) => /^\s+at /.test(line) && !line.includes("node:"));
  return new ErrandError(
    "local_failed",
    [
      `The jobs of ${jobs.pathname} could not be loaded: ${name}: ${said.replace(/\.$/, "")}. ${HINTS[code] ?? ""}`.trimEnd(),
      ...own.slice(0, 5),
    ].join("\n"),
  );
}
