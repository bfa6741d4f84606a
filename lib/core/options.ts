// Checks that hold for every options object: it is one, and it names only what is known.

import { ErrandError, show } from "./errors.ts";

/** Refuses what isn't an object, or has a key that isn't known: a misspelt option must not be ignored. */
export function expectKnownKeys(options: unknown, known: readonly string[], where: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw refuse(where, "an object", options, "Give { … } or leave it out.");
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
  expectFunction(listener, `${where}: "onEvent"`);
}

/** Refuses what is there and can't be called. */
export function expectFunction(got: unknown, where: string): void {
  if (got !== undefined && typeof got !== "function") throw refuse(where, "a function", got);
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

/** Whether it is a whole number from `min` to `max`. */
export function isWhole(got: unknown, min: number, max: number): got is number {
  return Number.isInteger(got) && (got as number) >= min && (got as number) <= max;
}

/** Refuses what is no whole number from 1 to `max`. */
export function expectWhole(got: unknown, max: number, where: string, advice?: string): void {
  if (Number.isInteger(got) && (got as number) >= 1 && (got as number) <= max) return;
  throw refuse(where, `a whole number from 1 to ${max}`, got, advice);
}

/** The error for an option that can't be as it is. */
export function refuse(
  where: string,
  expected: string,
  got: unknown,
  advice = "Leave it out for the default.",
): ErrandError {
  return new ErrandError("invalid_option", `${where} must be ${expected}, got ${show(got)}. ${advice}`);
}
