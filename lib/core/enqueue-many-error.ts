// The error of an enqueueMany that was accepted in part: it tells entry by entry.

import type { Receipt } from "./enqueuer.ts";
import { ErrandError } from "./errors.ts";

/** What became of one entry of an `enqueueMany`: its receipt, or why it was refused. */
export type EnqueueEntry =
  | { readonly ok: true; readonly receipt: Receipt }
  | { readonly ok: false; readonly error: Error };

/** Thrown by `enqueueMany` when not every entry was accepted; code `enqueue_failed`. */
export class EnqueueManyError extends ErrandError {
  /** One for each entry, in the order given. Those with `ok: true` are enqueued and will run. */
  readonly entries: readonly EnqueueEntry[];

  constructor(message: string, entries: readonly EnqueueEntry[]) {
    const first = entries.find((entry) => !entry.ok);
    super("enqueue_failed", message, { cause: first?.error });
    this.entries = entries;
  }
}
