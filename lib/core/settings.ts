// How a client works: what its user may set, and the world that it is joined to.

import type { ContextOptions } from "./context.ts";
import type { Duration } from "./duration.ts";
import type { Environment } from "./environment.ts";
import type { Listener } from "./events.ts";
import type { Inspector } from "./inspector.ts";
import type { FetchKeys } from "./keyring.ts";
import { expectMode, type Mode } from "./mode.ts";
import { expectFunction, expectKnownKeys, expectListener, expectWhole, isWhole, refuse } from "./options.ts";
import type { Clock, Priority, Spool } from "./ports.ts";
import type { World } from "./world.ts";

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
   * first signs, all verify. Asked at the first use, again after five minutes, and for a message with a key that isn't known.
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

const SETTINGS = [
  "mode",
  "concurrency",
  "onEvent",
  "context",
  "signingKeys",
  "largeArgs",
  "whenUnavailable",
  "spool",
  "maxBacklog",
  "maxPendingBytes",
];

/** @throws `ErrandError` `invalid_option`. */
export function expectSettings(settings: Settings, where: string): Settings {
  expectKnownKeys(settings, SETTINGS, `${where}(settings)`);
  const { mode, concurrency, onEvent, signingKeys } = settings;
  const place = (name: string) => `${where}({ ${name} })`;
  if (mode !== undefined) expectMode(mode, place("mode"));
  if (concurrency !== undefined) expectWhole(concurrency, 1000, place("concurrency"), "To use 10, leave it out.");
  expectListener(onEvent, where);
  expectFunction(signingKeys, place("signingKeys"));
  const parts = (name: "context" | "largeArgs" | "spool" | "maxBacklog", known: readonly string[]): Parts => {
    const given = settings[name] ?? {};
    expectKnownKeys(given, known, place(name));
    return given as Parts;
  };
  const { capture, restore } = parts("context", ["capture", "restore"]);
  expectFunction(capture, place("context: { capture }"));
  expectFunction(restore, place("context: { restore }"));
  const { high, low } = parts("maxBacklog", ["high", "low"]);
  const { above } = parts("largeArgs", ["above"]);
  const { directory, maxBytes } = parts("spool", ["directory", "maxBytes"]);
  if (directory !== undefined && (typeof directory !== "string" || directory === ""))
    throw refuse(place("spool: { directory }"), "the path of a directory", directory);
  const numbers: readonly (readonly [string, unknown, number, number])[] = [
    ["maxBacklog: { high }", high, 1, Number.MAX_SAFE_INTEGER],
    ["maxBacklog: { low }", low, 1, Number.MAX_SAFE_INTEGER],
    ["largeArgs: { above }", above, 0, 1_048_576],
    ["spool: { maxBytes }", maxBytes, 4096, Number.MAX_SAFE_INTEGER],
    ["maxPendingBytes", settings.maxPendingBytes, 1, Number.MAX_SAFE_INTEGER],
  ];
  for (const [name, got, min, max] of numbers) {
    if (got === undefined || isWhole(got, min, max)) continue;
    throw refuse(place(name), `a whole number from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}`, got);
  }
  expectStrategies(settings.whenUnavailable, place("whenUnavailable"));
  return settings;
}

type Parts = Readonly<Record<string, unknown>>;

const STRATEGIES = ["throw", "run", "spool", "discard"];

/** What follows `throw` or `discard` would never be tried: it is a mistake. */
function expectStrategies(list: unknown, where: string): void {
  if (list === undefined) return;
  const isList = Array.isArray(list) && list.length > 0 && list.every((each) => STRATEGIES.includes(each));
  const isTried =
    isList &&
    new Set(list).size === list.length &&
    list.slice(0, -1).every((each) => each === "run" || each === "spool");
  if (isTried) return;
  const got = Array.isArray(list) ? JSON.stringify(list) : list;
  const expected =
    'a list of "run", "spool", "throw" and "discard", each once, with "throw" or "discard" last if at all';
  throw refuse(where, expected, got, 'Write ["spool", "throw"], or leave it out to throw.');
}

/** How long `drain` waits. */
export interface DrainOptions {
  /** The longest wait: 0 seconds to 10 years; default: as long as it takes. */
  readonly timeout?: Duration;
}

/** The world of a client. */
export interface ClientWorld extends World {
  /** Whether time passes only when somebody says so: then nobody is made to wait for it. Default: it passes by itself. */
  readonly isStandingStill?: boolean;
  /** The listener where jobs run in this process and the settings name none; loaded only then. */
  readonly loadListener: () => Promise<Listener>;
  /** Joins the dead-letter queues in place of SQS's; called when they are first looked at. */
  readonly inspect?: (environment: Environment) => Promise<Inspector>;
  /** Joins the spool; called where `whenUnavailable` has one. */
  readonly openSpool?: (options: SpoolOptions) => Promise<Spool>;
}

/** How a spool is kept. */
export interface SpoolOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly clock: Clock;
  /** Hears, as a sentence, of lines that can't be read and messages that no queue takes. */
  readonly onProblem: (problem: string) => void;
}
