// The worker as its user holds it: started, stopped, or run to the end of its process.

import { type Jobs, toCatalog } from "../core/catalog.ts";
import type { JobDefinition } from "../core/definition.ts";
import { guarded } from "../core/emit.ts";
import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Kernel } from "../core/kernel.ts";
import { lazyQueues } from "../core/lazy-queues.ts";
import type { Delivery, Intake } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import type { WorkerEvent, WorkerListener } from "../core/worker-events.ts";
import type { World } from "../core/world.ts";
import type { Elsewhere } from "./elsewhere/elsewhere.ts";
import { handBack } from "./hand-back.ts";
import { type HealthServer, startHealth } from "./health.ts";
import { createShift, type Shift, type ShiftState } from "./shift.ts";
import { untilSignalled } from "./until-signalled.ts";
import { type CheckedWorker, checkWorkerOptions, type WorkerOptions } from "./worker-options.ts";

/** A long-running worker. */
export interface Worker {
  /**
   * Begins to receive. Called again, it waits for the same; after a `stop`, it starts anew.
   *
   * @throws `ErrandError` `not_configured` where a variable of a queue is missing; `receive_failed` where a queue refuses what no
   *   waiting mends: it isn't there, or the permission is missing. An endpoint that can't be reached is waited for.
   */
  start(): Promise<void>;
  /**
   * Receives no more, hands back what has not started, and lets running jobs finish within the grace; then their signals abort, and
   * what still runs is handed back. Resolves when all that is done is deleted; never rejects. Called again, or before the start,
   * it changes nothing.
   */
  stop(): Promise<void>;
  /**
   * Runs as what its process is for: starts, stops at SIGTERM or SIGINT, and resolves. A second signal ends the process at once. No
   * other method ends a process or listens for signals.
   *
   * @throws as `start`.
   */
  run(): Promise<void>;
  /** What it does at this moment. */
  health(): WorkerHealth;
}

/** How a worker is. */
export interface WorkerHealth extends ShiftState {
  readonly state: "idle" | "starting" | "running" | "stopping";
  /** Whether it can do its work: it runs, and can read its queues. */
  readonly ready: boolean;
  /** Where its health is served; `undefined` where it isn't. */
  readonly url: string | undefined;
}

/** The world of a worker. */
export interface WorkerWorld extends World {
  readonly connectIntake: (environment: Environment) => Promise<Intake>;
  /** The listener where the options name none. */
  readonly onEvent: WorkerListener;
}

/** What there is of a worker from its start to its stop. */
interface Running {
  readonly shift: Shift;
  readonly health: HealthServer | undefined;
  /** What its first receives have brought. */
  readonly first: readonly Delivery[];
}

export function createWorkerWith(jobs: Jobs, options: WorkerOptions, world: WorkerWorld): Worker {
  const catalog = toCatalog(jobs);
  const settings = checkWorkerOptions(options, [...catalog.keys()]);
  expectModule(catalog, settings);
  const environment = options.environment ?? world.environment;
  const listener = guarded(options.onEvent ?? world.onEvent);
  const emit = (event: WorkerEvent): void => listener(event);
  let starting: Promise<Running> | undefined;
  let stopping: Promise<void> | undefined;
  let running: Running | undefined;

  async function begin(): Promise<Running> {
    for (const priority of settings.priorities) {
      queueUrl(environment, priority, "queue");
      queueUrl(environment, priority, "dead");
    }
    const intake = await world.connectIntake(environment);
    const queues = lazyQueues(() => world.connect(environment));
    const { mostHops, module } = settings;
    const kernel: Kernel = { ...world, catalog, broker: queues, inbox: queues, mostHops, emit: listener };
    const first: Delivery[] = [];
    try {
      await firstReceives(intake, settings, first);
      const elsewhere = module && (await connectElsewhere(module, settings, kernel, environment, emit));
      const shift = createShift({ kernel, catalog, intake, settings, elsewhere, emit });
      const health = settings.health && (await startHealth(settings.health, worker.health));
      return { shift, health, first };
    } catch (error) {
      // A worker that never gets further would else drive up receive counts, each time that it is started again.
      for (const delivery of first) {
        if ((await handBack(delivery, kernel)) === "acknowledge") await intake.remove([delivery]);
      }
      intake.close();
      throw error;
    }
  }

  async function end({ shift, health }: Running): Promise<void> {
    const { running: count, held } = shift.state();
    emit({ type: "worker.stopping", at: world.clock.now(), running: count, held });
    const abandoned = await shift.end(settings.graceSeconds);
    await health?.close();
    emit({ type: "worker.stopped", at: world.clock.now(), abandoned });
  }

  const worker: Worker = {
    async start() {
      await stopping;
      starting ??= begin().then(
        (begun) => {
          running = begun;
          begun.shift.begin(begun.first);
          const { concurrency, priorities } = settings;
          emit({ type: "worker.started", at: world.clock.now(), priorities, concurrency });
          return begun;
        },
        (error: unknown) => {
          starting = undefined;
          throw error;
        },
      );
      await starting;
    },
    stop() {
      if (starting === undefined) return Promise.resolve();
      stopping ??= starting
        .then(end, () => {})
        .finally(() => {
          starting = undefined;
          running = undefined;
          stopping = undefined;
        });
      return stopping;
    },
    async run() {
      await untilSignalled(worker);
    },
    health() {
      const state = toState(running !== undefined, starting !== undefined, stopping !== undefined);
      const shift = running?.shift.state() ?? { running: 0, held: 0, failing: [] };
      return { ...shift, state, ready: state === "running" && shift.failing.length === 0, url: running?.health?.url };
    },
  };
  return worker;
}

function toState(isRunning: boolean, isStarting: boolean, isStopping: boolean): WorkerHealth["state"] {
  if (isStopping) return "stopping";
  if (isRunning) return "running";
  return isStarting ? "starting" : "idle";
}

function expectModule(catalog: ReadonlyMap<string, JobDefinition>, { module }: CheckedWorker): void {
  const threaded = [...catalog.values()].find(({ thread }) => thread);
  if (threaded === undefined || module !== undefined) return;
  throw new ErrandError(
    "invalid_option",
    `createWorker: "module" must be the module that exports the jobs, but is not given, and job "${threaded.name}" has thread: true: its ` +
      'thread must load it. Give module: new URL("./jobs.ts", import.meta.url), or leave `thread` out.',
  );
}

/** One of each queue, so that what can't be read is known at the start. What they bring is in hand. */
async function firstReceives(
  intake: Intake,
  { priorities, visibilitySeconds: hideSeconds }: CheckedWorker,
  received: Delivery[],
): Promise<void> {
  for (const priority of priorities) {
    const answer = await intake.receive(priority, { count: 1, waitSeconds: 0, hideSeconds });
    if (answer.ok) received.push(...answer.deliveries);
    else if (!answer.retryable) throw answer.error;
  }
}

/** Loaded only where there is a module to run elsewhere. */
async function connectElsewhere(
  module: URL,
  { threads }: CheckedWorker,
  kernel: Kernel,
  environment: Environment,
  emit: (event: WorkerEvent) => void,
): Promise<Elsewhere> {
  const { createElsewhere } = await import("./elsewhere/elsewhere.ts");
  return createElsewhere({
    module,
    threads,
    kernel,
    environment,
    onNotice: (notice) => emit({ type: "worker.notice", at: kernel.clock.now(), notice }),
  });
}
