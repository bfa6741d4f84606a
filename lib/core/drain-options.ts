// How long `drain` waits, checked.

import { TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { expectKnownKeys } from "./options.ts";
import type { DrainOptions } from "./settings.ts";

/**
 * The timeout in seconds, `undefined` for none.
 *
 * @throws `ErrandError` `invalid_option`.
 */
export function toTimeoutSeconds(options: DrainOptions): number | undefined {
  expectKnownKeys(options, ["timeout"], "drain(options)");
  if (options.timeout === undefined) return undefined;
  const hint = "To wait without end, leave it out.";
  return toSeconds(options.timeout, { what: 'drain: "timeout"', min: 0, max: TEN_YEARS_SECONDS, hint });
}
