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

  constructor(job: string, entries: readonly EnqueueEntry[]) {
    const refused = entries.flatMap((entry, index) => (entry.ok ? [] : [{ index, error: entry.error }]));
    const [first] = refused;
    super(
      "enqueue_failed",
      `Job "${job}": ${refused.length} of ${entries.length} entries were not accepted, the first of them entry ` +
        `${first?.index}: ${first?.error.message}\nThe others are enqueued. \`error.entries\` tells each; enqueue again only those refused.`,
      { cause: first?.error },
    );
    this.entries = entries;
  }
}
