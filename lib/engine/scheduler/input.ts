// Reads the members of a request by their types, and by the rules that AWS's model of the service has for them.

import { SchedulerError, unfit } from "./errors.ts";

/** A JSON object of the request, and where in it it stands, as AWS's messages name it. */
export interface Structure {
  readonly members: Readonly<Record<string, unknown>>;
  readonly path: string;
}

export interface TextRule {
  readonly low?: number;
  readonly high?: number;
  readonly pattern?: RegExp;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pathOf({ path }: Structure, name: string): string {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return path === "" ? member : `${path}.${member}`;
}

/** Null counts as absent, as AWS has it. */
function memberOf({ members }: Structure, name: string): unknown {
  return (Object.hasOwn(members, name) ? members[name] : undefined) ?? undefined;
}

function misfit(value: unknown, path: string, expected: string): SchedulerError {
  const got = Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
  return new SchedulerError("SerializationException", `The member ${path} must be ${expected}, got ${got}.`);
}

export function checkText(text: string, path: string, { low = 0, high = Number.POSITIVE_INFINITY, pattern }: TextRule) {
  if (text.length < low) throw unfit(text, path, `Member must have length greater than or equal to ${low}`);
  if (text.length > high) throw unfit(text, path, `Member must have length less than or equal to ${high}`);
  if (pattern === undefined || pattern.test(text)) return text;
  throw unfit(text, path, `Member must satisfy regular expression pattern: ${pattern.source}`);
}

export function optionalText(from: Structure, name: string, rule: TextRule = {}): string | undefined {
  const value = memberOf(from, name);
  const path = pathOf(from, name);
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw misfit(value, path, "a string");
  return checkText(value, path, rule);
}

function present<T>(value: T | undefined, from: Structure, name: string): T {
  if (value === undefined) throw unfit(null, pathOf(from, name), "Member must not be null");
  return value;
}

export function requiredText(from: Structure, name: string, rule: TextRule = {}): string {
  return present(optionalText(from, name, rule), from, name);
}

export function optionalChoice<T extends string>(from: Structure, name: string, choices: readonly T[]): T | undefined {
  const text = optionalText(from, name);
  const choice = choices.find((one) => one === text);
  if (text === undefined || choice !== undefined) return choice;
  throw unfit(text, pathOf(from, name), `Member must satisfy enum value set: [${choices.join(", ")}]`);
}

export function requiredChoice<T extends string>(from: Structure, name: string, choices: readonly T[]): T {
  return present(optionalChoice(from, name, choices), from, name);
}

export function checkInteger(value: number, path: string, low: number, high: number): number {
  if (value < low) throw unfit(value, path, `Member must have value greater than or equal to ${low}`);
  if (value > high) throw unfit(value, path, `Member must have value less than or equal to ${high}`);
  return value;
}

export function optionalInteger(from: Structure, name: string, low: number, high: number): number | undefined {
  const value = memberOf(from, name);
  const path = pathOf(from, name);
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw misfit(value, path, "an integer");
  return checkInteger(value, path, low, high);
}

/** Seconds since 1970, as this protocol writes times. Kept as they came. */
export function optionalTime(from: Structure, name: string): number | undefined {
  const value = memberOf(from, name);
  const path = pathOf(from, name);
  if (value === undefined) return undefined;
  // Past it, JavaScript has no dates.
  if (typeof value === "number" && Math.abs(value) <= 8.64e12) return value;
  throw misfit(value, path, "a number of seconds since 1970");
}

export function optionalStructure(from: Structure, name: string): Structure | undefined {
  const value = memberOf(from, name);
  const path = pathOf(from, name);
  if (value === undefined) return undefined;
  if (!isObject(value)) throw misfit(value, path, "an object");
  return { members: value, path };
}

export function requiredStructure(from: Structure, name: string): Structure {
  return present(optionalStructure(from, name), from, name);
}

/** A list of objects; undefined where there is none. */
export function optionalStructures(from: Structure, name: string, high: number): readonly Structure[] | undefined {
  const value = memberOf(from, name);
  const path = pathOf(from, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw misfit(value, path, "an array");
  if (value.length > high) throw unfit(value.length, path, `Member must have length less than or equal to ${high}`);
  return value.map((one: unknown, index) => {
    const place = `${path}.${index + 1}.member`;
    if (!isObject(one)) throw misfit(one, place, "an object");
    return { members: one, path: place };
  });
}
