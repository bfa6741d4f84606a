// A batch of deliveries: side by side, at most so many at once, those of a FIFO group one after the other; and what may
// have killed its neighbours the last time alone, once they are done.

import { aboutDelivery } from "./about-delivery.ts";
import { toErrorRecord } from "./error-record.ts";
import { execute } from "./execute.ts";
import { inTime } from "./in-time.ts";
import type { Kernel } from "./kernel.ts";
import { type Lane, toLanes } from "./lanes.ts";
import type { Outcome } from "./outcome.ts";
import type { Delivery } from "./ports.ts";
import type { Guard } from "./quarantine.ts";
import { type Settlement, settle } from "./settle.ts";
import { sideBySide } from "./side-by-side.ts";
import type { TimeLeft } from "./time-left.ts";

/** A delivery, and what the runtime is to do with it. */
export interface BatchResult {
  readonly delivery: Delivery;
  readonly settlement: Settlement;
  /** Whether it is deleted already, and needs no acknowledgement: what ran alone is, as soon as it is done. */
  readonly isGone: boolean;
}

/** How a batch is run. */
export interface BatchOptions {
  /** How many run at once, from 1. */
  readonly concurrency: number;
  /** What is left of the invocation; `undefined` where nothing ends it. */
  readonly time: TimeLeft | undefined;
  /** How a run that is killed alone is told by the time; default: as the invocation's length allows, and not at all without one. */
  readonly guard?: Guard | undefined;
  /** Where and under what bounds a delivery is run; default: here, within the invocation. */
  readonly run?: ((delivery: Delivery) => Promise<Outcome>) | undefined;
}

/**
 * Runs and settles every delivery; started in the order given. What is not settled when the runtime must be answered, and
 * what was not touched, stays in its queue. Rejects only where a module of ours can't be loaded.
 */
export async function runBatch(
  deliveries: readonly Delivery[],
  kernel: Kernel,
  { concurrency, time, guard, run = (delivery) => execute(delivery, kernel, { time }) }: BatchOptions,
): Promise<readonly BatchResult[]> {
  const batch: Batch = { kernel, time, guard, run, settlements: new Map(), gone: new Set(), isAnswered: false };
  const work = runAll(deliveries, batch, concurrency);
  const { clock } = kernel;
  await (time === undefined ? work : inTime(work, { clock, milliseconds: time.answerAt - clock.now() }, () => {}));
  batch.isAnswered = true;
  return deliveries.map((delivery) => ({
    delivery,
    settlement: batch.settlements.get(delivery) ?? "return",
    isGone: batch.gone.has(delivery),
  }));
}

/** A batch under way. */
export interface Batch {
  readonly kernel: Kernel;
  readonly time: TimeLeft | undefined;
  readonly guard: Guard | undefined;
  readonly run: (delivery: Delivery) => Promise<Outcome>;
  /** Of those that are done with. */
  readonly settlements: Map<Delivery, Settlement>;
  /** Of those, what is deleted already. */
  readonly gone: Set<Delivery>;
  /** Whether the runtime has been answered: nothing more is begun, for all of it comes again. */
  isAnswered: boolean;
}

async function runAll(deliveries: readonly Delivery[], batch: Batch, concurrency: number): Promise<void> {
  const { kernel, run } = batch;
  const { suspects, together, alone } = toLanes(deliveries);
  const isCalm = suspects.length + alone.length === 0;
  const runRest = isCalm ? undefined : await (await import("./alone.ts")).beginAlone(suspects, alone, batch);

  await sideBySide(together, concurrency, (lane) => runLane(lane, batch, (delivery) => handle(delivery, kernel, run)));
  await runRest?.();
}

/** Runs and settles one delivery. Whatever goes wrong in between, the message stays in its queue. */
export async function handle(
  delivery: Delivery,
  kernel: Kernel,
  run: (delivery: Delivery) => Promise<Outcome> = (one) => execute(one, kernel),
): Promise<Settlement> {
  try {
    return await settle(await run(delivery), delivery, kernel);
  } catch (error) {
    tellReturned(delivery, error, kernel);
    return "return";
  }
}

/** One after the other; once one of a FIFO group comes again, those after it are not touched. */
export async function runLane(
  lane: Lane,
  batch: Batch,
  run: (delivery: Delivery) => Promise<Settlement>,
): Promise<void> {
  const { kernel, settlements } = batch;
  for (const [index, delivery] of lane.entries()) {
    if (batch.isAnswered) return;
    const settlement = await run(delivery);
    settlements.set(delivery, settlement);
    if (settlement !== "return") continue;
    // Those behind it come when it does, not later: SQS holds back a group while any of it is in hand.
    const behind = lane.slice(index + 1).map((one) => kernel.inbox.hide(one, 0).catch(() => {}));
    await Promise.all(behind);
    return;
  }
}

export function tellReturned(delivery: Delivery, error: unknown, kernel: Kernel): void {
  kernel.emit({ ...aboutDelivery(delivery, kernel), type: "delivery.returned", error: toErrorRecord(error) });
}
