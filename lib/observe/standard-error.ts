// Where problems go when nobody listens: one line each on standard error.

import { logProblems } from "./log.ts";

export const problemsToStandardError = logProblems((line) => process.stderr.write(`${line}\n`));
