// Where problems go when nobody listens: one line each on standard error.

import { logProblems } from "./log.ts";

export const problemsToStandardError = logProblems(toStandardError);

export function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
