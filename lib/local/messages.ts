// What a runner and its function processes say to each other.

import type { ErrandEvent, ErrorRecord } from "../core/events.ts";
import type { LoadFailure } from "../core/load-failure.ts";
import type { ScheduledPost } from "../core/ports.ts";

/** From the runner. */
export type ToFunction = {
  readonly type: "invoke";
  readonly event: unknown;
  /** When the invocation is ended, milliseconds since 1970. */
  readonly deadlineAt: number;
};

/** What was found in the jobs' module. */
export interface Loaded {
  /** The names of the jobs. */
  readonly jobs: readonly string[];
  /** Those that stand in the jobs' definitions. */
  readonly schedules: readonly ScheduledPost[];
  /** What an invocation needs for the longest of them; 0 where none has a timeout. */
  readonly neededSeconds: number;
}

/** From a function process. */
export type FromFunction =
  | ({ readonly type: "ready" } & Loaded)
  | ({ readonly type: "unloadable" } & LoadFailure)
  /** A file of the application that the process loads, also one that turns out not to be there. */
  | { readonly type: "loaded"; readonly file: string }
  | { readonly type: "answered"; readonly response: unknown }
  | { readonly type: "threw"; readonly error: ErrorRecord }
  | { readonly type: "event"; readonly event: ErrandEvent };
