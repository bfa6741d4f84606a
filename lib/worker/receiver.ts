// The receives of one queue: several at once while they come back full, one that waits while it is quiet, and fewer and fewer while
// the endpoint fails.

import { toErrorRecord } from "../core/error-record.ts";
import type { Clock, Delivery, Intake, Priority } from "../core/ports.ts";
import type { WorkerEvent } from "../core/worker-events.ts";
import { createRest } from "./rest.ts";

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
  /** Whether the last receive failed, as far as is known: where there is no room to ask again, it may be over. */
  isFailing(): boolean;
  /** Whether more than one in a row has failed: then nobody can say what waits there. */
  isAway(): boolean;
  /** Resolves when no receive is under way. */
  rest(): Promise<void>;
  /** Asks no more; the receives under way are left to come back. */
  end(): void;
}

interface ReceiverOptions {
  readonly priority: Priority;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly random: () => number;
  /** When the worker last had something to do, milliseconds since 1970. */
  readonly busyAt: () => number;
  /** The longest wait of one receive. */
  readonly waitSeconds: number;
  readonly hideSeconds: number;
  readonly emit: (event: WorkerEvent) => void;
  /** `awayMs`: for how long they may have been hidden already. */
  readonly onDeliveries: (deliveries: readonly Delivery[], awayMs: number) => void;
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
  let underWay = 0;
  const { rest, wake } = createRest(() => underWay === 0);
  let asked = 0;
  let wanted = 1;
  let failures = 0;
  let disarm: (() => void) | undefined;
  let isPacing = false;
  let ended = false;
  /** What the last answer was; unknown again once nobody asks. */
  let known: "unknown" | "some" | "none" = "unknown";

  async function receive(count: number): Promise<void> {
    underWay += 1;
    asked += count;
    // What was not empty just now is looked at, not waited at: else nobody would know whether it is.
    const wait = known === "none" ? waitFor((clock.now() - busyAt()) / 1000, waitSeconds) : 0;
    const askedAt = clock.now();
    const received = await intake.receive(priority, { count, waitSeconds: wait, hideSeconds });
    underWay -= 1;
    asked -= count;
    const tookMs = Math.max(0, clock.now() - askedAt);
    if (received.ok) take(received.deliveries, count, wait === 0 ? tookMs : 0);
    else fail(received.error, received.retryable);
    if (known === "none" && tookMs < wait * 500) pace(1000 - tookMs);
    onChange();
    if (underWay > 0) return;
    if (!isPacing) known = "unknown"; // nobody asks: what comes now goes unseen
    wake();
  }

  /** An endpoint that answers at once where it was to wait, as some emulators do, is not asked without end. */
  function pace(milliseconds: number): void {
    if (disarm !== undefined || ended) return;
    isPacing = true;
    disarm = clock.after(milliseconds, () => {
      disarm = undefined;
      isPacing = false;
      onChange();
    });
  }

  function take(deliveries: readonly Delivery[], count: number, awayMs: number): void {
    if (failures > 0) emit({ type: "worker.recovered", at: clock.now(), priority });
    failures = 0;
    known = deliveries.length > 0 ? "some" : "none";
    // A queue that has much may give less than it was asked for; one that gives nothing is empty.
    if (deliveries.length === 0) wanted = 1;
    else if (deliveries.length >= count) wanted = Math.min(MOST_AT_ONCE, wanted * 2);
    if (deliveries.length === 0) return;
    onDeliveries(deliveries, awayMs);
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
    isEmpty: () => known === "none" && (underWay > 0 || isPacing),
    isFailing: () => failures > 0 && (disarm !== undefined || underWay > 0),
    isAway: () => failures > 1,
    rest,
    end() {
      ended = true;
      disarm?.();
      disarm = undefined;
    },
  };
}
