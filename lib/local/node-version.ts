// Which Node the local runner needs, and how one that is too old is told.

import { ErrandError } from "../core/errors.ts";

/** From here on Node strips types without a flag, and tells of the files that it loads. */
const LEAST = [22, 18] as const;

/** @throws `ErrandError` `local_failed`. */
export function expectNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return;
  throw new ErrandError(
    "local_failed",
    `Errand needs Node ${LEAST.join(".")} or newer, got ${version} (${process.execPath}). Install a newer Node, or put one first on PATH.`,
  );
}
