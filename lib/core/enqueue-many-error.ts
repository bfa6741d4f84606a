// The error of an enqueueMany that was accepted in part: it tells entry by entry.

import type { Receipt } from "./enqueuer.ts";
import { ErrandError, type ErrandErrorCode, isErrandError } from "./errors.ts";

/** What became of one entry of an `enqueueMany`: its receipt, or why it was refused. */
export type EnqueueEntry =
  | { readonly ok: true; readonly receipt: Receipt }
  | { readonly ok: false; readonly error: Error };

/** Thrown by `enqueueMany` when not every entry was accepted. Where all were refused for one reason, it has that code, else `enqueue_failed`. */
export class EnqueueManyError extends ErrandError {
  /** One for each entry, in the order given. Those with `ok: true` are enqueued and will run. */
  readonly entries: readonly EnqueueEntry[];

  constructor(message: string, entries: readonly EnqueueEntry[]) {
    const errors = entries.flatMap((entry) => (entry.ok ? [] : [entry.error]));
    super(codeOf(errors), message, { cause: errors[0] });
    this.entries = entries;
  }
}

function codeOf(errors: readonly Error[]): ErrandErrorCode {
  const codes = new Set(errors.map((error) => (isErrandError(error) ? error.code : undefined)));
  const [code] = codes;
  return codes.size === 1 && code !== undefined ? code : "enqueue_failed";
}
