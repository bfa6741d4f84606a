// Whatever has happened: starts what may start, in the order of the priorities, and asks for what there is room for.

import type { Clock, Priority } from "../core/ports.ts";
import type { Crew } from "./crew.ts";
import { nextPriority } from "./order.ts";
import type { Receiver } from "./receiver.ts";
import { isWorthAsking, MOST_RECEIVED, prefetchFor } from "./room.ts";
import { agesAt, type Stock, type Unit } from "./stock.ts";
import type { CheckedWorker } from "./worker-options.ts";

interface DispatcherOptions {
  readonly clock: Clock;
  readonly stock: Stock;
  readonly crew: Crew;
  readonly receivers: ReadonlyMap<Priority, Receiver>;
  readonly settings: Pick<CheckedWorker, "concurrency" | "agingSeconds">;
}

/** In the aging bound, as milliseconds of its seconds: how soon another look is taken, for a queue gives about the oldest first, not exactly. */
const LOOK_SHARE = 100;

/** @returns to be called after each answer, each end of a run and each pause. */
export function createDispatcher(options: DispatcherOptions): () => void {
  const { clock, stock, crew, receivers, settings } = options;
  const { concurrency, agingSeconds } = settings;
  let highInARow = 0;
  /** From when on it is worth looking for low jobs that have aged, though high ones wait. */
  let lookAt = Number.NEGATIVE_INFINITY;

  function startAll(): void {
    while (crew.running() < concurrency && !crew.isAlone()) {
      const priority = next();
      const unit = priority && stock.first(priority, crew.hasPlaceFor);
      if (unit === undefined) return;
      // What may kill this process waits until nothing else runs in it.
      if (unit.place === "alone" && crew.running() > 0) return;
      stock.take(unit);
      highInARow = priority === "high" ? highInARow + 1 : 0;
      crew.start(unit);
    }
  }

  /** What waits for a thread or process of its own is passed by those that need none, and by none that waits for one as well. */
  function next(): Priority | undefined {
    const low = stock.first("low", crew.hasPlaceFor);
    const hasHigh = stock.first("high", crew.hasPlaceFor) !== undefined;
    const isEmpty = !hasHigh && isHighEmpty();
    const isLowAged = low !== undefined && !isEmpty && isAged(low);
    return nextPriority({ hasHigh, hasLow: low !== undefined, isLowAged, isHighEmpty: isEmpty, highInARow });
  }

  function isHighEmpty(): boolean {
    const high = receivers.get("high");
    return high === undefined || high.isEmpty() || high.isAway();
  }

  function isAged(unit: Unit): boolean {
    const leftMs = agesAt(unit, agingSeconds) - clock.now();
    if (leftMs > 0) lookAt = clock.now() + Math.min(leftMs, agingSeconds * LOOK_SHARE);
    return leftMs <= 0;
  }

  function ask(receiver: Receiver, most: number): void {
    const prefetch = prefetchFor(concurrency, crew.meanMs());
    while (receiver.isReady()) {
      const room = roomFor(receiver, prefetch);
      if (room < 1 || (most > 1 && !isWorthAsking(room, prefetch))) return;
      receiver.ask(Math.min(most, room));
    }
  }

  /** Without what waits for a thread or process of its own, which takes no place from others: as many as there are places. */
  function inFront(priority: Priority): number {
    return stock.count(priority) - Math.min(concurrency, stock.countApart(priority));
  }

  function roomFor({ priority, asked }: Receiver, prefetch: number): number {
    if (crew.isAlone() || stock.first(priority)?.place === "alone") return 0;
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
