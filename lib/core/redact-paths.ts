// The paths of arguments that are nobody's business, as a job names them.

import { refuse } from "./options.ts";

const FORM = /^args(\[(\d+|\*|"[^"]+")\]|\.[\w$]+|\.\*)+$/;

/** @throws `ErrandError` `invalid_option` for what is no list of paths. */
export function expectPaths(paths: readonly string[], where: string): readonly string[] {
  const wrong = Array.isArray(paths) ? paths.find((path) => !FORM.test(path)) : paths;
  if (wrong === undefined) return paths;
  const advice = "For all, give []; for none, leave it out.";
  throw refuse(`${where}: "redact"`, 'a list of paths: args[0].password, args[*]["card-number"]', wrong, advice);
}
