// Checks that hold for every options object: it is one, and it names only what is known.

import { ErrandError, show } from "./errors.ts";

/** Refuses what isn't an object, or has a key that isn't known: a misspelt option must not be ignored. */
export function expectKnownKeys(options: unknown, known: readonly string[], where: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new ErrandError(
      "invalid_option",
      `${where} must be an object, got ${show(options)}. Give { … } or leave it out.`,
    );
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new ErrandError(
      "invalid_option",
      `${where} has no option ${show(key)}; it knows ${known.join(", ")}. Correct the name or leave it out.`,
    );
  }
}

/** Refuses a listener that can't be called. */
export function expectListener(listener: unknown, where: string): void {
  if (listener === undefined || typeof listener === "function") return;
  throw new ErrandError(
    "invalid_option",
    `${where}: "onEvent" must be a function, got ${show(listener)}. Leave it out for the default.`,
  );
}

/** Refuses a priority that is neither of the two. */
export function expectPriority(priority: unknown, where: string): void {
  if (priority === "high" || priority === "low") return;
  throw new ErrandError(
    "invalid_option",
    `${where}: "priority" must be "high" or "low", got ${show(priority)}. Leave it out for the default.`,
  );
}
