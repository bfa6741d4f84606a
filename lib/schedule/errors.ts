// What is wrong with a schedule expression: which part, what it must be, what came, and what to do.

export class ScheduleError extends Error {
  override readonly name = "ScheduleError";
}

/** `advice` is a sentence; it is left out where the expectation says it all. */
export function refused(part: string, expected: string, got: string, advice?: string): ScheduleError {
  const message = `The ${part} must be ${expected}, got "${got}".`;
  return new ScheduleError(advice === undefined ? message : `${message} ${advice}`);
}
