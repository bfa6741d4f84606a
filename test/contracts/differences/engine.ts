import type { Difference } from "../differences.ts";
export const engine: readonly Difference[] = [];
