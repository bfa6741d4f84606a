// What a user may say of how a client works.

import type { ContextOptions } from "./context.ts";
import type { Duration } from "./duration.ts";
import type { Listener } from "./events.ts";
import type { Mode } from "./mode.ts";
import type { Priority } from "./ports.ts";

export type { ContextOptions } from "./context.ts";

/** Gives the keys as `ERRAND_SIGNING_KEYS` would hold them: `keyId:base64key,keyId:base64key`. */
export type FetchKeys = () => string | Promise<string>;

/** What to do with a job whose queue can't be reached. */
export type WhenUnavailable = "throw" | "run" | "spool" | "discard";

/** How a client works. */
export interface Settings {
  /**
   * Where `.enqueue` leads. `inline`: runs at once, here; `background`: runs here after the caller goes on; `sqs`: posts
   * to the queue; `fake`: only records it, for tests (`enqueued` of `errand/testing`). Default: the variable `ERRAND_MODE`; else `sqs` where a queue variable is set; else `inline` where
   * `NODE_ENV` is `test`; else enqueueing fails with `not_configured`.
   */
  readonly mode?: Mode | undefined;
  /** How many jobs run at once in mode `background`: 1 to 1,000; default 10. */
  readonly concurrency?: number | undefined;
  /** Hears every event; default: problems are written to standard error. */
  readonly onEvent?: Listener | undefined;
  /** What of the application travels with each job, as its tenant or user, and is put back around the run. */
  readonly context?: ContextOptions | undefined;
  /**
   * Fetches the keys that messages are signed with, in place of the variable `ERRAND_SIGNING_KEYS` and in its form: `keyId:base64key,…`, the
   * first signs, all verify. Asked at the first use, again after five minutes, and for a message with a key that isn't known; it has ten
   * seconds to answer.
   */
  readonly signingKeys?: FetchKeys | undefined;
  /** Which arguments go through the bucket of `ERRAND_BUCKET`; default: those for which a message has no room. */
  readonly largeArgs?: LargeArgs | undefined;
  /**
   * What to try, in this order, when the queue can't be reached: `throw` (the default); `run` it in this process; `spool` it to a file,
   * from where it is sent when the queue is back; `discard` it, with an event.
   */
  readonly whenUnavailable?: readonly WhenUnavailable[] | undefined;
  /** Where what is spooled is kept. */
  readonly spool?: SpoolSettings | undefined;
  /** How many messages may wait in a queue before `.enqueue` fails with `queue_full`: from 1; default: any number. */
  readonly maxBacklog?: { readonly [Name in Priority]?: number | undefined } | undefined;
  /**
   * How many bytes of arguments this client holds at the most, not enqueued yet, or in mode `background` not run yet; beyond,
   * `.enqueue` fails with `client_full`. Default 268,435,456 (256 MiB).
   */
  readonly maxPendingBytes?: number | undefined;
}

export interface LargeArgs {
  /** Arguments of more bytes, as JSON, are stored apart: 0 to 1,048,576; default: only what has no room in a message. */
  readonly above?: number | undefined;
}

export interface SpoolSettings {
  /** Made where it isn't there; shared by the processes of one deployment. Default: the variable `ERRAND_SPOOL`, else `.errand/spool`. */
  readonly directory?: string | undefined;
  /** How much it may hold, in bytes: from 4,096; default 67,108,864 (64 MiB). */
  readonly maxBytes?: number | undefined;
}

/** How long `drain` waits. */
export interface DrainOptions {
  /** The longest wait: 0 seconds to 10 years; default: as long as it takes. */
  readonly timeout?: Duration;
}
