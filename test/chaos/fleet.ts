// Workers side by side, `errand work` as users start it: each that ends is followed by another.

import { setTimeout as pause } from "node:timers/promises";
import { type ErrandProcess, JOBS, startErrand } from "./errand-process.ts";

/** A worker that has ended. */
export interface Ended {
  readonly pid: number;
  readonly code: number | null;
  /** What it was sent, in its order. */
  readonly signals: readonly NodeJS.Signals[];
  readonly last: string;
}

export interface Worker {
  readonly pid: number;
  /** Whether it receives, so that it hears what it is asked. */
  isReady: boolean;
  readonly signals: NodeJS.Signals[];
  readonly exited: Promise<unknown>;
  send(signal: NodeJS.Signals): void;
}

export interface Fleet {
  /** Those that live at this moment. */
  alive(): readonly Worker[];
  readonly ended: readonly Ended[];
  /** When each was killed, milliseconds since 1970, by process id. */
  readonly killedAt: ReadonlyMap<number, number>;
  /** Asks all to stop, and starts no more; harmless twice. */
  stop(): Promise<void>;
}

interface FleetOptions {
  readonly count: number;
  readonly folder: string;
  readonly proxyUrl: string;
  /** The queues. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Milliseconds between the end of one and the start of the next. */
  readonly gap: () => number;
}

/** What a dead worker had comes again after this; the least that a worker takes. */
const VISIBILITY = "10s";
/** Longer than any job that is well runs. */
const GRACE = "3s";
/** A stop that takes longer never ends. */
const LONGEST_STOP_MS = 30_000;

const WORK = ["work", "--jobs", JOBS, "--visibility-timeout", VISIBILITY, "--grace", GRACE];

export function startFleet({ count, gap, ...options }: FleetOptions): Fleet {
  const alive = new Set<Worker>();
  const ended: Ended[] = [];
  const killedAt = new Map<number, number>();
  let stopping: Promise<unknown> | undefined;

  const keepOne = async (): Promise<void> => {
    while (stopping === undefined) {
      const started = startErrand({ ...options, args: WORK, name: "workers", ready: "worker started" });
      const worker = toWorker(started, killedAt);
      alive.add(worker);
      const { code, last } = await started.exited;
      alive.delete(worker);
      ended.push({ pid: worker.pid, code, signals: worker.signals, last });
      if (stopping === undefined) await pause(gap());
    }
  };
  const places = Promise.all(Array.from({ length: count }, keepOne));
  places.catch(() => {}); // told at the stop
  return {
    alive: () => [...alive],
    ended,
    killedAt,
    async stop() {
      stopping ??= places;
      for (const worker of alive) if (worker.signals.length === 0) worker.send("SIGTERM");
      await stopping;
    },
  };
}

function toWorker({ pid, ready, exited, signal }: ErrandProcess, killedAt: Map<number, number>): Worker {
  const worker: Worker = {
    pid,
    isReady: false,
    signals: [],
    exited,
    send(how) {
      worker.signals.push(how);
      if (how === "SIGKILL" || worker.signals.length > 1) killedAt.set(pid, Date.now());
      signal(how);
      if (how === "SIGKILL") return;
      const hung = setTimeout(() => signal("SIGKILL"), LONGEST_STOP_MS); // which its exit code tells
      void exited.finally(() => clearTimeout(hung));
    },
  };
  void ready.then((is) => {
    worker.isReady = is;
  });
  return worker;
}
