// What is wrong with a schedule expression: which part, what it must be, what came, and what to do.

export class ScheduleError extends Error {
  override readonly name = "ScheduleError";
}

/**
 * `advice` is a sentence; it is left out where the expectation says it all. Of what came there is as much as tells what it
 * was, on one line.
 */
export function refused(part: string, expected: string, got: string, advice = ""): ScheduleError {
  const shown = JSON.stringify(got.length > 80 ? `${got.slice(0, 80)}…` : got);
  return new ScheduleError(`The ${part} must be ${expected}, got ${shown}. ${advice}`.trimEnd());
}
