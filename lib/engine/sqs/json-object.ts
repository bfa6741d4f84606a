// Reads the text of a JSON object: what policies are given as.

import { type Input, isObject } from "./input.ts";

/** Undefined where it is none. */
export function parseObject(text: string): Input | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
