// The time of a one-time schedule as AWS writes it, in UTC: `at(2026-12-24T18:00:00)`.

/** The whole second at or before `at`, milliseconds since 1970. */
export function toAtExpression(at: number): string {
  return `at(${new Date(at).toISOString().slice(0, 19)})`;
}

/** Milliseconds since 1970; `undefined` where it is no time of UTC that `toAtExpression` has written. */
export function fromAtExpression(expression: string): number | undefined {
  const at = Date.parse(`${/^at\((.{19})\)$/.exec(expression)?.[1]}Z`);
  return Number.isNaN(at) ? undefined : at;
}
