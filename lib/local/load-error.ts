// The wording for jobs that can't be loaded: what the module said, where, and what to do about it.

import { ErrandError } from "../core/errors.ts";
import { adviceOn, type LoadFailure } from "../core/load-failure.ts";

export function toLoadError(jobs: URL, { error, code }: LoadFailure): ErrandError {
  const { name, message, stack = "" } = error;
  const said = message.startsWith("Cannot use import statement")
    ? `${message} (is "type": "module" in package.json?)`
    : message;
  const own = stack.split("\n").filter((line) => /^\s+at /.test(line) && !line.includes("node:"));
  return new ErrandError(
    "local_failed",
    [
      `The jobs of ${jobs.pathname} could not be loaded: ${name}: ${said.replace(/\.$/, "")}. ${adviceOn(code) ?? ""}`.trimEnd(),
      ...own.slice(0, 5),
    ].join("\n"),
  );
}
