// What a worker is told, checked before anything of it starts.

import { availableParallelism } from "node:os";
import { type Duration, toSeconds } from "../core/duration.ts";
import type { Environment } from "../core/environment.ts";
import { ErrandError, show } from "../core/errors.ts";
import { MOST_HOPS } from "../core/kernel.ts";
import { expectKnownKeys, expectListener, expectOneOf, expectWhole, isWhole, refuse } from "../core/options.ts";
import type { Priority } from "../core/ports.ts";
import type { WorkerListener } from "../core/worker-events.ts";
import { LONGEST_HIDDEN_SECONDS } from "./twelve-hours.ts";

/** How a worker works. */
export interface WorkerOptions {
  /** How many jobs run at once: 1 to 1,000; default 10. */
  readonly concurrency?: number;
  /** Which queues it works on; default both, strictly high before low. */
  readonly priorities?: readonly Priority[];
  /**
   * The names of the only jobs that it runs; default all. It sends others on for other workers, at the cost of two requests and
   * some seconds each: where that is often, give those jobs queues of their own.
   */
  readonly only?: readonly string[];
  /** How long a low job may wait behind high ones: 1 second to 14 days; default 10 minutes. Then it may start before them. */
  readonly aging?: Duration;
  /**
   * How long a message stays hidden when the worker that has it dies: 10 seconds to 12 hours, whole; default 2 minutes. While the worker
   * lives, it is extended every third of that.
   */
  readonly visibilityTimeout?: Duration;
  /**
   * How long `stop` lets running jobs finish: 0 seconds to 12 hours; default 20 seconds. Then their signals abort, and what still
   * runs is handed back. What ends the process (ECS, Kubernetes) must give it 8 seconds more.
   */
  readonly grace?: Duration;
  /**
   * How long one poll of a queue that is quiet waits at most, and so `stop` for it: 1 to 20 whole seconds; default 20, and never longer
   * than the grace, or a second.
   */
  readonly waitTimeSeconds?: number;
  /** As of `createHandler`: how many jobs in a row may enqueue each other; default 1,000. */
  readonly mostHops?: number;
  /** Hears every event; default: problems are written to standard error. */
  readonly onEvent?: WorkerListener;
  /** The variables that name the queues; default `process.env`. */
  readonly environment?: Environment;
  /** Serves `GET /live` and `GET /ready` over HTTP; default: not. */
  readonly health?: HealthOptions;
  /**
   * The module that exports the jobs, as a file URL. With it, jobs with `thread: true` run in worker threads (without it such a job is
   * refused), and what may have killed its worker runs in a process of its own, where it is the only one that it can kill.
   */
  readonly module?: URL | string;
  /** The worker threads for jobs with `thread: true`. */
  readonly threads?: ThreadOptions;
}

/** Where health is served. */
export interface HealthOptions {
  /** 0 to 65,535; 0 picks a free one, which the event `worker.started` tells. */
  readonly port: number;
  /** Default `127.0.0.1`; for probes from outside of a container `0.0.0.0`. */
  readonly host?: string;
}

/** The threads for jobs with `thread: true`. */
export interface ThreadOptions {
  /** How many at most: 1 to 64; default as many as there are processors. */
  readonly count?: number;
  /** A thread that holds more after a job is ended, and another takes its place: 16 to 65,536 MB; default: never. */
  readonly maxMemory?: number;
}

export interface CheckedWorker {
  readonly concurrency: number;
  readonly priorities: readonly Priority[];
  readonly only: ReadonlySet<string> | undefined;
  readonly agingSeconds: number;
  readonly visibilitySeconds: number;
  readonly graceSeconds: number;
  readonly waitSeconds: number;
  readonly mostHops: number;
  readonly health: { readonly port: number; readonly host: string } | undefined;
  readonly module: URL | undefined;
  readonly threads: { readonly count: number; readonly maxMemoryMegabytes: number | undefined };
}

/** What JSON can say of them. */
export const PLAIN_OPTIONS = [
  "concurrency",
  "priorities",
  "only",
  "aging",
  "visibilityTimeout",
  "grace",
  "waitTimeSeconds",
  "mostHops",
  "health",
  "threads",
] as const satisfies readonly (keyof WorkerOptions)[];

const KNOWN: readonly (keyof WorkerOptions)[] = [...PLAIN_OPTIONS, "module", "onEvent", "environment"];

const MOST_THREADS = 64;

/** SQS keeps nothing for longer. */
const LONGEST_AGING_SECONDS = 14 * 86_400;

/**
 * @param names those of the jobs that there are.
 * @throws `ErrandError` `invalid_option`.
 */
export function checkWorkerOptions(options: WorkerOptions, names: readonly string[]): CheckedWorker {
  const where = (name: string): string => `createWorker: "${name}"`;
  expectKnownKeys(options, KNOWN, "createWorker(jobs, options)");
  expectListener(options.onEvent, "createWorker");
  const { concurrency = 10, priorities = ["high", "low"], only, waitTimeSeconds = 20, mostHops = MOST_HOPS } = options;
  expectWhole(concurrency, 1000, where("concurrency"), "To use 10, leave it out.");
  expectWhole(waitTimeSeconds, 20, where("waitTimeSeconds"), "To use 20, leave it out.");
  expectWhole(mostHops, 1_000_000, where("mostHops"), `To use ${MOST_HOPS}, leave it out.`);
  const seconds = (name: "aging" | "visibilityTimeout" | "grace", usual: Duration, min: number, max: number): number =>
    toSeconds(options[name] ?? usual, { what: where(name), min, max, hint: `For ${usual}, leave it out.` });
  const graceSeconds = seconds("grace", "20s", 0, LONGEST_HIDDEN_SECONDS);
  return {
    concurrency,
    priorities: checkPriorities(priorities, where("priorities")),
    only: only === undefined ? undefined : checkNames(only, names, where("only")),
    agingSeconds: seconds("aging", "10 minutes", 1, LONGEST_AGING_SECONDS),
    visibilitySeconds: whole(seconds("visibilityTimeout", "2 minutes", 10, LONGEST_HIDDEN_SECONDS)),
    graceSeconds,
    waitSeconds: Math.min(waitTimeSeconds, Math.max(1, Math.floor(graceSeconds))),
    mostHops,
    health: options.health === undefined ? undefined : checkHealth(options.health, where("health")),
    module: options.module === undefined ? undefined : checkModule(options.module, where("module")),
    threads: checkThreads(options.threads ?? {}, where("threads")),
  };
}

function checkPriorities(priorities: unknown, where: string): readonly Priority[] {
  const list = Array.isArray(priorities) ? priorities : [priorities];
  if (list.length === 0) throw refuse(where, 'a list of "high", "low" or both', priorities);
  for (const priority of list) expectOneOf(["high", "low"], priority, where);
  return (["high", "low"] as const).filter((priority) => list.includes(priority));
}

function checkNames(only: unknown, names: readonly string[], where: string): ReadonlySet<string> {
  if (!Array.isArray(only) || only.length === 0) throw refuse(where, "a list of jobs' names", only);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) return new Set(only);
  throw new ErrandError(
    "invalid_option",
    `${where} names ${show(unknown)}, but no job is called so; there are ${names.join(", ")}. Correct the name, or add the job.`,
  );
}

/** SQS counts whole seconds. */
function whole(seconds: number): number {
  return Math.round(seconds);
}

function checkHealth(health: HealthOptions, where: string) {
  expectKnownKeys(health, ["port", "host"], where);
  const { port, host = "127.0.0.1" } = health;
  if (!isWhole(port, 0, 65_535)) throw refuse(`${where}: port`, "a whole number from 0 to 65,535", port, "Give one.");
  if (typeof host !== "string" || host === "") throw refuse(`${where}: host`, "an address", host);
  return { port, host };
}

function checkModule(module: unknown, where: string): URL {
  const url = module instanceof URL ? module : URL.parse(String(module));
  if (url?.protocol === "file:") return url;
  const advice = 'Write new URL("./jobs.ts", import.meta.url).';
  throw refuse(where, "a file URL", module instanceof URL ? module.href : module, advice);
}

function checkThreads(threads: ThreadOptions, where: string): CheckedWorker["threads"] {
  expectKnownKeys(threads, ["count", "maxMemory"], where);
  const { count = Math.min(MOST_THREADS, availableParallelism()), maxMemory } = threads;
  expectWhole(count, MOST_THREADS, `${where}: count`);
  if (maxMemory !== undefined && !isWhole(maxMemory, 16, 65_536)) {
    throw refuse(`${where}: maxMemory`, "a whole number of megabytes from 16 to 65,536", maxMemory);
  }
  return { count, maxMemoryMegabytes: maxMemory };
}
