// Where a spool is and how much it may hold, where nobody says otherwise.

import type { Environment } from "./environment.ts";
import type { SpoolOptions } from "./ports.ts";
import type { SpoolSettings } from "./settings.ts";

const DIRECTORY = ".errand/spool";
const MOST_BYTES = 67_108_864;

export function toSpoolOptions(
  environment: Environment,
  { directory, maxBytes = MOST_BYTES }: SpoolSettings = {},
): Pick<SpoolOptions, "directory" | "maxBytes"> {
  return { directory: directory ?? (environment["ERRAND_SPOOL"] || DIRECTORY), maxBytes };
}
