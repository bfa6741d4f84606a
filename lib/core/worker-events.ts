// What happens to a long-running worker, and to what it has in hand, as values; what happens to its jobs are events as anywhere.

import type { About, ErrandEvent, ErrorRecord } from "./events.ts";
import type { Priority } from "./ports.ts";

/** What a worker tells beside the events of its jobs. */
export type WorkerEvent = OfWorker | OfDelivery;

type OfDelivery = About &
  (
    | /** It was hidden for longer, for its job still runs: from `at` for so many seconds. */
    { readonly type: "delivery.extended"; readonly hiddenSeconds: number }
    /** It could not be hidden for longer, so that it may be in other hands by now: its job was told to end. */
    | { readonly type: "delivery.lost"; readonly error: ErrorRecord }
    /** It is done, and could not be deleted: it comes again, and its job may run a second time. */
    | { readonly type: "delivery.unacknowledged"; readonly error: ErrorRecord }
  );

/** `at`: when it happened, milliseconds since 1970. */
type OfWorker = { readonly at: number } & (
  | {
      readonly type: "worker.started";
      readonly priorities: readonly Priority[];
      readonly concurrency: number;
      /** Where its health is served; `undefined` where it isn't. */
      readonly url: string | undefined;
    }
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
