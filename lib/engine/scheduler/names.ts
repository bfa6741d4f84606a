// How schedules and groups are called: the rule for their names, and their ARNs.

import type { TextRule } from "./input.ts";

export const NAME: TextRule = { low: 1, high: 64, pattern: /^[0-9a-zA-Z-_.]+$/ };

export const DEFAULT_GROUP = "default";

/** Where the engine is, as ARNs say it. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

export function scheduleArn({ region, accountId }: Place, group: string, name: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule/${group}/${name}`;
}

export function groupArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;
}
