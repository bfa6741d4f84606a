// Whatever has happened: starts what may start, in the order of the priorities, and asks for what there is room for.

import type { Clock, Priority } from "../core/ports.ts";
import type { Crew } from "./crew.ts";
import { nextPriority } from "./order.ts";
import type { Receiver } from "./receiver.ts";
import { isWorthAsking, MOST_RECEIVED, prefetchFor } from "./room.ts";
import { dueSince, type Stock, type Unit } from "./stock.ts";
import type { CheckedWorker } from "./worker-options.ts";

interface DispatcherOptions {
  readonly clock: Clock;
  readonly stock: Stock;
  readonly crew: Crew;
  readonly receivers: ReadonlyMap<Priority, Receiver>;
  readonly settings: Pick<CheckedWorker, "concurrency" | "agingSeconds" | "threads">;
  /** Whether what may kill its process has one of its own. */
  readonly isIsolating: boolean;
}

/** @returns to be called after each answer, each end of a run and each pause. */
export function createDispatcher(options: DispatcherOptions): () => void {
  const { clock, stock, crew, receivers, settings, isIsolating } = options;
  const { concurrency, agingSeconds } = settings;
  /** Suspects that would wait for a process of their own take no place from others. */
  const mayStartSuspect = (): boolean => !isIsolating || crew.suspects() < settings.threads.count;
  let highInARow = 0;
  /** From when on it is worth looking for low jobs that have aged, though high ones wait. */
  let lookAt = Number.NEGATIVE_INFINITY;

  function startAll(): void {
    while (crew.running() < concurrency && !crew.isAlone()) {
      const priority = next();
      const unit = priority && stock.first(priority, mayStartSuspect());
      if (unit === undefined || priority === undefined) return;
      // What may kill this process waits until nothing else runs in it.
      if (unit.isSuspect && !isIsolating && crew.running() > 0) return;
      stock.take(unit);
      highInARow = priority === "high" ? highInARow + 1 : 0;
      crew.start(unit);
    }
  }

  function next(): Priority | undefined {
    const low = stock.first("low", mayStartSuspect());
    const hasHigh = stock.first("high", mayStartSuspect()) !== undefined;
    const isEmpty = !hasHigh && isHighEmpty();
    const isLowAged = low !== undefined && !isEmpty && isAged(low);
    return nextPriority({ hasHigh, hasLow: low !== undefined, isLowAged, isHighEmpty: isEmpty, highInARow });
  }

  function isHighEmpty(): boolean {
    const high = receivers.get("high");
    return high === undefined || high.isEmpty() || high.isFailing();
  }

  /** The queue gives about the oldest first: where this one isn't aged, none is until it will be. */
  function isAged(unit: Unit): boolean {
    const agesAt = dueSince(unit) + agingSeconds * 1000;
    if (agesAt > clock.now()) lookAt = Math.max(lookAt, agesAt);
    return agesAt <= clock.now();
  }

  function ask(receiver: Receiver, most: number): void {
    const prefetch = prefetchFor(concurrency, crew.meanMs());
    while (receiver.isReady()) {
      const room = roomFor(receiver, prefetch);
      if (room < 1 || (most > 1 && !isWorthAsking(room, prefetch))) return;
      receiver.ask(Math.min(most, room));
    }
  }

  /** Without suspects that wait for a process: as many as there are places are held beside the rest. */
  function inFront(priority: Priority): number {
    const beside = isIsolating ? Math.min(concurrency, stock.suspects(priority)) : 0;
    return stock.count(priority) - beside;
  }

  function roomFor({ priority, asked }: Receiver, prefetch: number): number {
    const first = stock.first(priority);
    if (crew.isAlone() || (first?.isSuspect && !isIsolating)) return 0;
    const before = priority === "low" ? inFront("high") + inFront("low") : inFront("high");
    return concurrency - crew.running() + prefetch - before - asked();
  }

  return () => {
    startAll();
    const high = receivers.get("high");
    if (high !== undefined) ask(high, MOST_RECEIVED);
    startAll(); // low ones too, now that it is known whether the high queue is empty
    const low = receivers.get("low");
    if (low === undefined) return;
    if (isHighEmpty()) ask(low, MOST_RECEIVED);
    else if (clock.now() >= lookAt && low.asked() + stock.count("low") === 0) ask(low, 1);
  };
}
