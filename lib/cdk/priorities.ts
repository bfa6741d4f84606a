// The priorities that a worker works for: both, or one alone.

import { refuse } from "../core/options.ts";
import type { Priority } from "../core/ports.ts";

export const PRIORITIES: readonly Priority[] = ["high", "low"];

/** @throws `ErrandError` `invalid_option`. */
export function expectPriorities(got: unknown, where: string): readonly Priority[] {
  const isList = Array.isArray(got) && got.length > 0 && new Set(got).size === got.length;
  if (isList && got.every((one) => PRIORITIES.includes(one))) return got;
  throw refuse(where, '["high", "low"], ["high"] or ["low"]', Array.isArray(got) ? got.join(", ") : got);
}
