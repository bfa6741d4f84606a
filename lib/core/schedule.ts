// PLACEHOLDER until the expressions branch is merged
export interface Schedule<Args extends readonly unknown[] = readonly unknown[]> {
  readonly expression: string;
  readonly timeZone: string;
  readonly args: Args;
  readonly enabled: boolean;
}
export function isSchedule(value: unknown): value is Schedule {
  return typeof value === "object" && value !== null && "expression" in value;
}
