// What happens to a long-running worker itself, as values; what happens to its jobs are events as anywhere.

import type { ErrandEvent, ErrorRecord } from "./events.ts";
import type { Priority } from "./ports.ts";

/** `at`: when it happened, milliseconds since 1970. */
export type WorkerEvent = { readonly at: number } & (
  | { readonly type: "worker.started"; readonly priorities: readonly Priority[]; readonly concurrency: number }
  /** It receives no more; so many jobs run, and so many messages in hand have not started and are handed back. */
  | { readonly type: "worker.stopping"; readonly running: number; readonly held: number }
  /** `abandoned`: jobs that had not ended when it was over; their messages come again. */
  | { readonly type: "worker.stopped"; readonly abandoned: number }
  /** Nothing could be received; it is tried again after so many seconds. */
  | {
      readonly type: "worker.receive_failed";
      readonly priority: Priority;
      readonly error: ErrorRecord;
      readonly retryInSeconds: number;
    }
  /** A queue that could not be read can be read again. */
  | { readonly type: "worker.recovered"; readonly priority: Priority }
  /** Something about its threads or processes, as a sentence. */
  | { readonly type: "worker.notice"; readonly notice: string }
);

/** Hears everything of a worker and of its jobs; it is not waited for, and what it throws becomes a process warning. */
export type WorkerListener = (event: ErrandEvent | WorkerEvent) => unknown;
