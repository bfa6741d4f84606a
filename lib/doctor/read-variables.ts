// Environment variables, in which a queue's URL stands for the queue.

import { type Known, UNKNOWN, type Variables } from "./deployment.ts";
import type { ToLink } from "./links.ts";
import { isRecord } from "./template-file.ts";

/** Holds a queue's URL. */
export const QUEUE_VARIABLE = /^ERRAND_(?<priority>HIGH|LOW)_(?<dead>DEAD_)?QUEUE_URL$/;

/** @param variables values by their names. */
export function readVariables(variables: unknown, toQueue: ToLink): Known<Variables> {
  if (variables === undefined) return {};
  if (!isRecord(variables)) return UNKNOWN;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, readVariable(name, value, toQueue)]),
  );
}

function readVariable(name: string, value: unknown, toQueue: ToLink): Known<string> {
  if (typeof value !== "string") return typeof value === "number" ? String(value) : UNKNOWN;
  return QUEUE_VARIABLE.test(name) ? toQueue(value) : value;
}
