// The receives of one queue: several at once while they come back full, one that waits while it is quiet, and fewer and fewer while
// the endpoint fails.

import { toErrorRecord } from "../core/error-record.ts";
import type { Clock, Delivery, Intake, Priority } from "../core/ports.ts";
import type { WorkerEvent } from "../core/worker-events.ts";

export interface Receiver {
  readonly priority: Priority;
  /** Whether one more receive may be sent now. */
  isReady(): boolean;
  /** Asks for so many messages, 1 to 10. */
  ask(count: number): void;
  /** How many messages have been asked for, and not come yet. */
  asked(): number;
  /** Whether the queue has said that it has nothing, and a receive waits there for what comes. */
  isEmpty(): boolean;
  /** Whether the last receive failed: then nothing is known of it. */
  isFailing(): boolean;
  /** Resolves when no receive is under way. */
  rest(): Promise<void>;
  /** Asks no more; the receives under way are left to come back. */
  end(): void;
}

interface ReceiverOptions {
  readonly priority: Priority;
  readonly intake: () => Intake;
  readonly clock: Clock;
  readonly random: () => number;
  /** When the worker last had something to do, milliseconds since 1970. */
  readonly busyAt: () => number;
  /** The longest wait of one receive. */
  readonly waitSeconds: number;
  readonly hideSeconds: number;
  readonly emit: (event: WorkerEvent) => void;
  readonly onDeliveries: (deliveries: readonly Delivery[]) => void;
  /** After each answer, and when one may be asked for again. */
  readonly onChange: () => void;
}

/** Receives of one queue at once. */
const MOST_AT_ONCE = 8;

/** The pause after the first failure, doubled after each further one up to the longest, and up to half of it less by chance. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * How long a receive of a queue that is empty waits, where the worker has had nothing to do for so long: about as long, for a stop
 * waits for it, and one that has just been busy, with whichever queue, is to stop soon.
 */
export function waitFor(quietSeconds: number, longestSeconds: number): number {
  return Math.max(1, Math.min(longestSeconds, Math.floor(quietSeconds)));
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { priority, intake, clock, random, busyAt, waitSeconds, hideSeconds, emit, onDeliveries, onChange } = options;
  const resting = new Set<() => void>();
  let underWay = 0;
  let asked = 0;
  let wanted = 1;
  let failures = 0;
  let disarm: (() => void) | undefined;
  let ended = false;
  /** What the last answer was; unknown again once nobody asks. */
  let known: "unknown" | "some" | "none" = "unknown";

  async function receive(count: number): Promise<void> {
    underWay += 1;
    asked += count;
    // What was not empty just now is looked at, not waited at: else nobody would know whether it is.
    const wait = known === "none" ? waitFor((clock.now() - busyAt()) / 1000, waitSeconds) : 0;
    const received = await intake()
      .receive(priority, { count, waitSeconds: wait, hideSeconds })
      .catch((error: unknown) => ({ ok: false, error: error as Error, retryable: true }) as const);
    underWay -= 1;
    asked -= count;
    if (received.ok) take(received.deliveries, count);
    else fail(received.error, received.retryable);
    onChange();
    if (underWay > 0) return;
    known = "unknown"; // nobody asks: what comes now goes unseen
    for (const wake of resting) wake();
    resting.clear();
  }

  function take(deliveries: readonly Delivery[], count: number): void {
    if (failures > 0) emit({ type: "worker.recovered", at: clock.now(), priority });
    failures = 0;
    known = deliveries.length > 0 ? "some" : "none";
    wanted = deliveries.length < count ? 1 : Math.min(MOST_AT_ONCE, wanted * 2);
    if (deliveries.length === 0) return;
    onDeliveries(deliveries);
  }

  function fail(thrown: Error, retryable: boolean): void {
    known = "unknown";
    wanted = 1;
    if (disarm !== undefined || ended) return; // of several at once, the first has said it
    failures += 1;
    const longest = retryable ? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) : LONGEST_PAUSE_MS;
    const pauseMs = longest * (1 - random() / 2);
    emit({
      type: "worker.receive_failed",
      at: clock.now(),
      priority,
      error: toErrorRecord(thrown),
      retryInSeconds: pauseMs / 1000,
    });
    disarm = clock.after(pauseMs, () => {
      disarm = undefined;
      onChange();
    });
  }

  return {
    priority,
    isReady: () => !ended && disarm === undefined && underWay < wanted,
    ask: (count) => void receive(count),
    asked: () => asked,
    isEmpty: () => known === "none" && underWay > 0,
    isFailing: () => failures > 0,
    rest: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => void resting.add(resolve))),
    end() {
      ended = true;
      disarm?.();
      disarm = undefined;
    },
  };
}
