// Reads the parameters of a request by their types. A value of another type gets AWS's SerializationException.

import { missing, SqsError } from "./errors.ts";

/** A JSON object whose contents nobody has looked at yet. */
export type Input = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Null counts as absent, as AWS has it. */
function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

function misfit(value: unknown, name: string, expected: string): SqsError {
  const got = value === null ? "null" : Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
  return new SqsError("SerializationException", `The parameter ${name} must be ${expected}, got ${got}.`);
}

function toText(value: unknown, name: string): string {
  if (typeof value !== "string") throw misfit(value, name, "a string");
  return value;
}

function toList(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw misfit(value, name, "an array");
  return value;
}

function toObject(value: unknown, name: string): Input {
  if (!isObject(value)) throw misfit(value, name, "an object");
  return value;
}

function toInteger(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw misfit(value, name, "an integer");
  return value;
}

export function optionalText(input: Input, name: string): string | undefined {
  return optional(input[name], (value) => toText(value, name));
}

export function requiredText(input: Input, name: string): string {
  const text = optionalText(input, name);
  if (text === undefined) throw missing(name);
  return text;
}

export function optionalInteger(input: Input, name: string): number | undefined {
  return optional(input[name], (value) => toInteger(value, name));
}

export function requiredInteger(input: Input, name: string): number {
  const integer = optionalInteger(input, name);
  if (integer === undefined) throw missing(name);
  return integer;
}

/** A list of strings; an absent one is empty. */
export function textList(input: Input, name: string): readonly string[] {
  const list = optional(input[name], (value) => toList(value, name)) ?? [];
  return list.map((value) => toText(value, `${name} item`));
}

/** A list of objects; an absent one is empty. */
export function objectList(input: Input, name: string): readonly Input[] {
  const list = optional(input[name], (value) => toList(value, name)) ?? [];
  return list.map((value) => toObject(value, `${name} item`));
}

/** The entries of an object of strings. */
export function textEntries(input: Input, name: string): readonly (readonly [string, string])[] | undefined {
  const map = optional(input[name], (value) => toObject(value, name));
  return map && Object.entries(map).map(([key, value]) => [key, toText(value, `${name}.${key}`)] as const);
}

/** The entries of an object of objects; an absent one has none. */
export function objectEntries(input: Input, name: string): readonly (readonly [string, Input])[] {
  const map = optional(input[name], (value) => toObject(value, name)) ?? {};
  return Object.entries(map).map(([key, value]) => [key, toObject(value, `${name}.${key}`)] as const);
}
