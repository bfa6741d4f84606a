// What a local runner may be told, checked and filled in.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ErrandError, show } from "../core/errors.ts";
import type { Listener } from "../core/events.ts";
import { expectKnownKeys, expectListener } from "../core/options.ts";

/** How many invocations of the handler run at once for each queue. */
export interface LocalConcurrency {
  /** 0 to 100; default 2. With 0 the queue is left to workers of other processes. */
  readonly high?: number;
  /** Likewise. */
  readonly low?: number;
}

/** How a local runner works. */
export interface LocalOptions {
  /** The module that exports the jobs: a file URL, or a path from the working directory. */
  readonly jobs: string | URL;
  /** An AWS endpoint such as LocalStack's, `http://localhost:4566`, to use in place of the engine. */
  readonly endpoint?: string;
  /**
   * A folder, made where it is missing, in which the engine keeps queues, messages and schedules, and stored arguments: what it has answered
   * outlives the process. Default: in memory. Not beside `endpoint`.
   */
  readonly data?: string;
  /** The engine's port on loopback, 0 to 65,535; default 0, which picks a free one. */
  readonly port?: number;
  readonly concurrency?: LocalConcurrency;
  /** Variables for the processes that run the jobs, beside this process's own and the runner's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the jobs are loaded anew when a file of theirs changes; default true. */
  readonly watch?: boolean;
  /** How long one invocation of the handler may take, 1 to 900 seconds; default 60. */
  readonly timeoutSeconds?: number;
  /** Hears every event of the jobs; default: problems are written to standard error. */
  readonly onEvent?: Listener;
  /** Gets each line that the jobs print; default: to standard output. */
  readonly onOutput?: (line: string) => void;
  /** Hears what goes wrong around the jobs, and of reloads; default: to standard error. */
  readonly onNotice?: (notice: string) => void;
}

/** The options with nothing left open but the listeners. */
export interface CheckedLocalOptions {
  readonly jobs: URL;
  readonly endpoint: string | undefined;
  readonly data: string | undefined;
  readonly port: number;
  readonly concurrency: Required<LocalConcurrency>;
  readonly timeoutSeconds: number;
  readonly watch: boolean;
}

const KNOWN = [
  "jobs",
  "endpoint",
  "data",
  "port",
  "concurrency",
  "environment",
  "watch",
  "timeoutSeconds",
  "onEvent",
  "onOutput",
  "onNotice",
];

/** @throws `ErrandError` `invalid_option`. */
export function checkLocalOptions(options: LocalOptions): CheckedLocalOptions {
  expectKnownKeys(options, KNOWN, "startLocal(options)");
  const { jobs, concurrency = {} } = options;
  expectListener(options.onEvent, "startLocal");
  expectKnownKeys(concurrency, ["high", "low"], "startLocal: concurrency");
  if (!(jobs instanceof URL) && (typeof jobs !== "string" || jobs === "")) {
    throw refuse("jobs", "the path or file URL of the module that exports the jobs", jobs, 'Give "app/jobs.ts".');
  }
  return {
    jobs: jobs instanceof URL ? jobs : pathToFileURL(resolve(jobs)),
    endpoint: options.endpoint === undefined ? undefined : expectUrl(options.endpoint),
    data: options.data === undefined ? undefined : resolve(expectFolder(options.data, options.endpoint)),
    port: whole("port", options.port ?? 0, 0, 65_535, "To have a free port picked, give 0 or leave it out."),
    concurrency: {
      high: whole("concurrency.high", concurrency.high ?? 2, 0, 100, "To use 2, leave it out."),
      low: whole("concurrency.low", concurrency.low ?? 2, 0, 100, "To use 2, leave it out."),
    },
    timeoutSeconds: whole("timeoutSeconds", options.timeoutSeconds ?? 60, 1, 900, "To use 60, leave it out."),
    watch: options.watch ?? true,
  };
}

function expectUrl(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint;
  throw refuse(
    "endpoint",
    "an http(s) URL such as http://localhost:4566",
    endpoint,
    "To use the engine, leave it out.",
  );
}

function expectFolder(folder: string, endpoint: string | undefined): string {
  if (typeof folder !== "string" || folder === "") {
    throw refuse("data", "the path of a folder, such as .errand", folder, "To keep nothing, leave it out.");
  }
  if (endpoint === undefined) return folder;
  const why = 'left out beside "endpoint": what is there keeps its own data';
  throw refuse("data", why, folder, "Leave one of the two out.");
}

function whole(name: string, value: number, min: number, max: number, hint: string): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw refuse(name, `a whole number from ${min} to ${max}`, value, hint);
}

function refuse(name: string, expected: string, got: unknown, hint: string): ErrandError {
  return new ErrandError("invalid_option", `startLocal: "${name}" must be ${expected}, got ${show(got)}. ${hint}`);
}
