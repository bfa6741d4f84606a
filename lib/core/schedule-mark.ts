// What a schedule is, and how it is known again: by its mark, whatever copy of the package has made it.

/** When a job recurs, and what it is then called with. Made by `cron`, `rate` and `at`. */
export interface Schedule<Args extends readonly unknown[] = readonly unknown[]> {
  /** As AWS writes it: "cron(0 3 * * ? *)", "rate(5 minutes)", "at(2026-12-24T18:00:00)". */
  readonly expression: string;
  /** The zone on whose clocks it runs: a name of the IANA database. */
  readonly timeZone: string;
  /** The arguments of every run. */
  readonly args: Args;
  /** Whether it runs at all. */
  readonly enabled: boolean;
}

// Known across copies of the package: the command line's and the application's may be two.
const SCHEDULE = Symbol.for("errand.schedule");

/** Whether `value` was made by `cron`, `rate` or `at`, of whatever copy of the package. */
export function isSchedule(value: unknown): value is Schedule {
  return typeof value === "object" && value !== null && SCHEDULE in value;
}

/** Seals what was checked. The mark isn't enumerable: a copy that somebody has changed is no schedule, for nothing has checked it. */
export function marked<Args extends readonly unknown[]>(schedule: Schedule<Args>): Schedule<Args> {
  return Object.freeze(Object.defineProperty(schedule, SCHEDULE, { value: true }));
}

/** Whether it runs at one time only, and is over then. */
export function runsOnce({ expression }: { readonly expression: string }): boolean {
  return expression.startsWith("at(");
}
