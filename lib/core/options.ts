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
  if (listener !== undefined && typeof listener !== "function")
    throw refuse(`${where}: "onEvent"`, "a function", listener);
}

/** Refuses a priority that is neither of the two. */
export function expectPriority(priority: unknown, where: string): void {
  expectOneOf(["high", "low"], priority, `${where}: "priority"`);
}

/** Refuses what is none of `choices`. */
export function expectOneOf<Choice>(choices: readonly Choice[], got: unknown, where: string): Choice {
  if (choices.includes(got as Choice)) return got as Choice;
  throw refuse(where, `one of ${choices.map(show).join(", ")}`, got);
}

/** Refuses what isn't a whole number from `min` to `max`. */
export function expectWhole(got: unknown, min: number, max: number, where: string): void {
  if (Number.isInteger(got) && (got as number) >= min && (got as number) <= max) return;
  throw refuse(where, `a whole number from ${min} to ${max.toLocaleString("en")}`, got);
}

export function refuse(where: string, expected: string, got: unknown): ErrandError {
  const advice = "Leave it out for the default.";
  return new ErrandError("invalid_option", `${where} must be ${expected}, got ${show(got)}. ${advice}`);
}
