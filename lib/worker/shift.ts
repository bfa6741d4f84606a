// A worker from its start to its stop, when all that it holds is let go.

import { aboutDelivery } from "../core/about-delivery.ts";
import type { JobDefinition } from "../core/definition.ts";
import { toErrorRecord } from "../core/error-record.ts";
import { inTime } from "../core/in-time.ts";
import type { Kernel } from "../core/kernel.ts";
import type { Delivery, Intake, Priority } from "../core/ports.ts";
import type { WorkerEvent } from "../core/worker-events.ts";
import { createAcknowledger } from "./acknowledger.ts";
import { createCrew } from "./crew.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { Elsewhere } from "./elsewhere/elsewhere.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import { createLeftovers } from "./leftovers.ts";
import { createPlaceOf } from "./place.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createRun } from "./runner.ts";
import { createStock } from "./stock.ts";
import type { CheckedWorker } from "./worker-options.ts";

/** What can be known of it from outside. */
export interface ShiftState {
  /** How many jobs run. */
  readonly running: number;
  /** How many messages are in hand and have not started. */
  readonly held: number;
  /** The queues that can't be read. */
  readonly failing: readonly Priority[];
}

export interface Shift {
  /** @param first what has been received already, and how long ago that was asked for, in milliseconds. */
  begin(first: readonly { readonly delivery: Delivery; readonly awayMs: number }[]): void;
  state(): ShiftState;
  /**
   * Hands back what has not started, lets what runs finish for so long, then has it handed back, and lets go of everything.
   *
   * @returns how many jobs had not ended.
   */
  end(graceSeconds: number): Promise<number>;
}

interface ShiftOptions {
  /** Its inbox says how long the queues hide what others receive. */
  readonly kernel: Kernel;
  readonly catalog: ReadonlyMap<string, JobDefinition>;
  readonly intake: Intake;
  readonly settings: CheckedWorker;
  readonly elsewhere: Elsewhere | undefined;
  readonly emit: (event: WorkerEvent) => void;
}

/** How long a job that was told to end may take to do so. */
const PATIENCE_MS = 500;

/** How long all may take in the end that is not the jobs': what has ended is settled, deleted and handed back, and polls come back. */
const LAST_MS = 5000;

export function createShift({ kernel: given, catalog, intake, settings, elsewhere, emit }: ShiftOptions): Shift {
  const { clock, random } = given;
  const { priorities, visibilitySeconds, waitSeconds, only } = settings;
  const kernel: Kernel = {
    ...given,
    inbox: {
      ...given.inbox,
      async acknowledge(deliveries) {
        for (const delivery of deliveries) {
          const [answer] = await intake.remove([delivery]);
          if (answer?.ok === false) throw answer.error;
        }
      },
      hide: (delivery, seconds) => keeper.hide(delivery, seconds),
    },
  };
  const keeper: Keeper = createKeeper({ intake, clock, emit, visibilitySeconds, onBeat: tidy });
  const isIsolating = elsewhere !== undefined;
  const placeOf = createPlaceOf({ catalog, only, isIsolating });
  const stock = createStock(placeOf);
  const acknowledger = createAcknowledger({
    intake,
    clock,
    onDeleted: keeper.letGo,
    onFailed(hold, error) {
      keeper.letGo(hold);
      emit({ ...aboutDelivery(hold.delivery, kernel), type: "delivery.unacknowledged", error: toErrorRecord(error) });
    },
  });
  const run = createRun({ kernel, catalog, only, elsewhere, placeOf });
  const placesElsewhere = settings.threads.count;
  const crew = createCrew({ kernel, run, placesElsewhere, visibilitySeconds, keeper, acknowledger, onEnd });
  const leftovers = createLeftovers({ kernel, stock, keeper, acknowledger, settings });
  const receivers = new Map(priorities.map((priority) => [priority, toReceiver(priority)]));
  const dispatch = createDispatcher({ clock, stock, crew, receivers, settings });
  let stopping = false;
  let busyAt = clock.now();
  let disarm: (() => void) | undefined;

  function toReceiver(priority: Priority): Receiver {
    return createReceiver({
      priority,
      intake,
      clock,
      random,
      busyAt: () => busyAt,
      waitSeconds,
      hideSeconds: visibilitySeconds,
      emit,
      onDeliveries(deliveries, awayMs) {
        keeper.catchUp(); // what is older than these
        busyAt = clock.now();
        take(priority, deliveries, awayMs);
        if (stopping) leftovers.returnAll();
      },
      onChange: go,
    });
  }

  /** What has been on its way for too long may be in other hands already. */
  function take(priority: Priority, deliveries: readonly Delivery[], awayMs: number): void {
    if (awayMs >= visibilitySeconds * 1000) return;
    stock.add(priority, deliveries, (delivery) => keeper.take(delivery, awayMs));
  }

  function onEnd(): void {
    busyAt = clock.now();
    go();
  }

  function go(): void {
    if (stopping) return;
    keeper.catchUp();
    dispatch();
    if (stock.count("high") + stock.count("low") > 0) disarm ??= clock.after(leftovers.heldMs, tidy);
  }

  /** What has not started by then can't start soon: others may have it. */
  function tidy(): void {
    disarm?.();
    disarm = undefined;
    leftovers.returnOld();
    go();
  }

  const within = async (work: Promise<unknown>, milliseconds: number): Promise<void> => {
    await inTime(work, { clock, milliseconds }, () => {});
  };

  return {
    begin(first) {
      for (const { delivery, awayMs } of first) take(delivery.priority, [delivery], awayMs);
      go();
    },
    state: () => ({
      running: crew.running(),
      held: stock.count("high") + stock.count("low"),
      failing: [...receivers.values()].filter((receiver) => receiver.isFailing()).map(({ priority }) => priority),
    }),
    async end(graceSeconds) {
      stopping = true;
      const endsAt = clock.now() + Math.max(graceSeconds, waitSeconds) * 1000 + PATIENCE_MS + LAST_MS;
      for (const receiver of receivers.values()) receiver.end();
      disarm?.();
      leftovers.returnAll();
      crew.pullWaiting({ why: "stopped", error: notBegun() });
      // A poll that nobody waits for takes a message with it, and hides it from all for the whole visibility timeout.
      const polls = Promise.all([...receivers.values()].map((receiver) => receiver.rest()));
      let abandoned = 0;
      await within(crew.rest(), graceSeconds * 1000);
      if (crew.running() > 0) {
        crew.pull({ why: "stopped", error: stopped(graceSeconds) });
        await within(crew.rest(), PATIENCE_MS);
        abandoned = crew.giveUp();
      }
      const last = (work: Promise<unknown>) => within(work, endsAt - clock.now());
      await last(Promise.all([crew.rest(), polls]));
      await last(leftovers.rest());
      acknowledger.flush();
      await last(acknowledger.rest());
      keeper.end();
      await elsewhere?.end();
      intake.close();
      return abandoned;
    },
  };
}

function notBegun(): Error {
  return Object.assign(new Error("The worker stops, and the job had not begun."), { name: "AbortError" });
}

function stopped(graceSeconds: number): Error {
  const message = `The worker stops, and the job was still running ${graceSeconds} seconds after it was told to. It runs again elsewhere.`;
  return Object.assign(new Error(message), { name: "AbortError" });
}
