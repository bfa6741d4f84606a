// What this process was told by `configure`: its clients work by it, and so does what runs jobs in it.

import { expectSettings } from "./check-settings.ts";
import type { Restore } from "./context.ts";
import type { Settings } from "./settings.ts";

let settings: Settings = {};

/** @throws `ErrandError` `invalid_option`. */
export function changeProcessSettings(changes: Settings): void {
  expectSettings(changes, "configure");
  settings = { ...settings, ...changes };
}

export function processSettings(): Settings {
  return settings;
}

/** How what travels with jobs is put back in this process. */
export function processRestore(): Restore | undefined {
  return settings.context?.restore as Restore | undefined;
}
