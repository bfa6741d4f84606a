// Takes one value of a kind out of a resource's resolved properties; what is of another kind is unknown.

import { type Known, UNKNOWN } from "./deployment.ts";
import { isRecord } from "./template-file.ts";

/** @param path names, joined by dots: `RedrivePolicy.maxReceiveCount`. */
export function at(properties: unknown, path: string): unknown {
  let value = properties;
  for (const name of path.split(".")) {
    if (value === undefined || value === UNKNOWN) return value;
    value = isRecord(value) ? value[name] : UNKNOWN;
  }
  return value;
}

export function numberAt<Default>(properties: unknown, path: string, ifMissing: Default): Known<number | Default> {
  const value = at(properties, path);
  if (value === undefined) return ifMissing;
  const isNumeric = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
  return isNumeric && Number.isFinite(Number(value)) ? Number(value) : UNKNOWN;
}

export function textAt<Default>(properties: unknown, path: string, ifMissing: Default): Known<string | Default> {
  const value = at(properties, path);
  if (value === undefined) return ifMissing;
  return typeof value === "string" || typeof value === "number" ? String(value) : UNKNOWN;
}

export function booleanAt(properties: unknown, path: string, ifMissing: boolean): Known<boolean> {
  const value = at(properties, path);
  if (value === undefined) return ifMissing;
  // CloudFormation takes both.
  if (value === true || value === "true") return true;
  return value === false || value === "false" ? false : UNKNOWN;
}

export function listAt(properties: unknown, path: string): Known<readonly unknown[]> {
  const value = at(properties, path);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : UNKNOWN;
}
