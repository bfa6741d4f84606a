// What a runner and its function processes say to each other.

import type { ErrandEvent, ErrorRecord } from "../core/events.ts";

/** From the runner. */
export type ToFunction = {
  readonly type: "invoke";
  readonly event: unknown;
  /** When the invocation is ended, milliseconds since 1970. */
  readonly deadlineAt: number;
};

/** From a function process. */
export type FromFunction =
  | { readonly type: "ready"; readonly jobs: readonly string[] }
  | { readonly type: "unloadable"; readonly error: ErrorRecord }
  /** A file of the application that the process has loaded. */
  | { readonly type: "loaded"; readonly file: string }
  | { readonly type: "answered"; readonly response: unknown }
  | { readonly type: "threw"; readonly error: ErrorRecord }
  | { readonly type: "event"; readonly event: ErrandEvent };
