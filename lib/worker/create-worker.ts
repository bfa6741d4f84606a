// The worker as its user holds it: started, stopped, or run to the end of its process.

import { type Jobs, toCatalog } from "../core/catalog.ts";
import type { JobDefinition } from "../core/definition.ts";
import { guarded } from "../core/emit.ts";
import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Intake } from "../core/ports.ts";
import type { WorkerListener } from "../core/worker-events.ts";
import type { World } from "../core/world.ts";
import { type HealthServer, startHealth } from "./health.ts";
import { type OpenedShift, openShift } from "./open-shift.ts";
import type { ShiftState } from "./shift.ts";
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
interface Running extends OpenedShift {
  readonly health: HealthServer | undefined;
}

export function createWorkerWith(jobs: Jobs, options: WorkerOptions, world: WorkerWorld): Worker {
  const catalog = toCatalog(jobs);
  const settings = checkWorkerOptions(options, [...catalog.keys()]);
  expectModule(catalog, settings);
  const environment = options.environment ?? world.environment;
  const listener = guarded(options.onEvent ?? world.onEvent);
  let starting: Promise<Running> | undefined;
  let stopping: Promise<void> | undefined;
  let running: Running | undefined;

  async function begin(): Promise<Running> {
    const opened = await openShift({ catalog, settings, environment, world, listener });
    try {
      const health = settings.health && (await startHealth(settings.health, worker.health));
      return { ...opened, health };
    } catch (error) {
      await opened.giveUp();
      throw error;
    }
  }

  async function end(ended: Running): Promise<void> {
    const { shift, health, giveUp } = ended;
    if (running !== ended) {
      await giveUp();
      await health?.close();
      return;
    }
    const { running: count, held } = shift.state();
    listener({ type: "worker.stopping", at: world.clock.now(), running: count, held });
    const abandoned = await shift.end(settings.graceSeconds);
    await health?.close();
    listener({ type: "worker.stopped", at: world.clock.now(), abandoned });
  }

  const worker: Worker = {
    async start() {
      if (starting === undefined) {
        const mine = (stopping ?? Promise.resolve()).then(begin).then((begun) => {
          if (starting !== mine) return begun; // it was stopped meanwhile
          running = begun;
          begun.begin();
          const { concurrency, priorities } = settings;
          listener({ type: "worker.started", at: world.clock.now(), priorities, concurrency, url: begun.health?.url });
          return begun;
        });
        mine.catch(() => {
          if (starting === mine) starting = undefined;
        });
        starting = mine;
      }
      await starting;
    },
    stop() {
      if (starting === undefined) return stopping ?? Promise.resolve();
      const ending: Promise<void> = starting
        .then(end, () => {})
        .finally(() => {
          running = undefined;
          if (stopping === ending) stopping = undefined;
        });
      starting = undefined; // a start from now on begins when this has ended
      stopping = ending;
      return ending;
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

function expectModule(catalog: ReadonlyMap<string, JobDefinition>, { module, only }: CheckedWorker): void {
  const threaded = [...catalog.values()].find(({ thread, name }) => thread && only?.has(name) !== false);
  if (threaded === undefined || module !== undefined) return;
  throw new ErrandError(
    "invalid_option",
    `createWorker: "module" must be the module that exports the jobs, but is not given, and job "${threaded.name}" has thread: true: its ` +
      'thread must load it. Give module: new URL("./jobs.ts", import.meta.url), or leave `thread` out.',
  );
}
