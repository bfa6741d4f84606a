// A worker from its start to its stop, when all that it holds is let go.

import { aboutDelivery } from "../core/about-delivery.ts";
import type { JobDefinition } from "../core/definition.ts";
import { toErrorRecord } from "../core/error-record.ts";
import { inTime } from "../core/in-time.ts";
import type { Kernel } from "../core/kernel.ts";
import type { Delivery, Intake, Priority } from "../core/ports.ts";
import { sideBySide } from "../core/side-by-side.ts";
import type { WorkerEvent } from "../core/worker-events.ts";
import { createAcknowledger } from "./acknowledger.ts";
import { createCrew } from "./crew.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { Elsewhere } from "./elsewhere/elsewhere.ts";
import { handBack } from "./hand-back.ts";
import { createKeeper, isLost, type Keeper } from "./keeper.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createRun } from "./runner.ts";
import { createStock, type Unit } from "./stock.ts";
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
  /** @param first what has been received already. */
  begin(first: readonly Delivery[]): void;
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

/** How long what has ended may take to be settled when the grace is over, and a poll's answer to come when its wait is. */
const LAST_MS = 5000;

/** Messages handed back at once. */
const HANDED_BACK_AT_ONCE = 10;

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
  const keeper: Keeper = createKeeper({ intake: () => intake, clock, emit, visibilitySeconds, onBeat });
  const stock = createStock();
  const acknowledger = createAcknowledger({
    intake: () => intake,
    clock,
    onDeleted: keeper.letGo,
    onFailed(hold, error) {
      keeper.letGo(hold);
      emit({ ...aboutDelivery(hold.delivery, kernel), type: "delivery.unacknowledged", error: toErrorRecord(error) });
    },
  });
  const isIsolating = elsewhere !== undefined;
  const run = createRun({ kernel, catalog, only, elsewhere });
  const crew = createCrew({ kernel, run, isIsolating, visibilitySeconds, keeper, acknowledger, onEnd });
  const receivers = new Map(priorities.map((priority) => [priority, toReceiver(priority)]));
  const dispatch = createDispatcher({ clock, stock, crew, receivers, settings, isIsolating });
  let stopping = false;
  let handingBack: Promise<unknown> = Promise.resolve();
  let busyAt = clock.now();

  function toReceiver(priority: Priority): Receiver {
    return createReceiver({
      priority,
      intake: () => intake,
      clock,
      random,
      busyAt: () => busyAt,
      waitSeconds,
      hideSeconds: visibilitySeconds,
      emit,
      onDeliveries(deliveries) {
        keeper.catchUp(); // what is older than these
        busyAt = clock.now();
        stock.add(priority, deliveries, keeper.take);
        if (stopping) returnUnits(stock.takeAll());
      },
      onChange: go,
    });
  }

  function onEnd(): void {
    busyAt = clock.now();
    go();
  }

  function go(): void {
    if (stopping) return;
    keeper.catchUp();
    dispatch();
  }

  /** What has not started for a whole beat can't start soon: others may have it. */
  function onBeat(): void {
    const beatMs = (visibilitySeconds * 1000) / 6;
    returnUnits(stock.takeOld(clock.now() - beatMs));
    go();
  }

  function returnUnits(units: readonly Unit[]): void {
    const holds = units.flatMap((unit) => unit.holds);
    if (holds.length === 0) return;
    const all = sideBySide(holds, HANDED_BACK_AT_ONCE, async (hold) => {
      if (isLost(hold)) keeper.letGo(hold);
      else if ((await handBack(hold.delivery, kernel)) === "acknowledge") acknowledger.add(hold);
      else keeper.letGo(hold);
    });
    handingBack = Promise.all([handingBack, all]).then(() => {}); // and keeps no answers
  }

  const within = async (work: Promise<unknown>, milliseconds: number): Promise<void> => {
    await inTime(work, { clock, milliseconds }, () => {});
  };

  return {
    begin(first) {
      for (const delivery of first) stock.add(delivery.priority, [delivery], keeper.take);
      go();
    },
    state: () => ({
      running: crew.running(),
      held: stock.count("high") + stock.count("low"),
      failing: [...receivers.values()].filter((receiver) => receiver.isFailing()).map(({ priority }) => priority),
    }),
    async end(graceSeconds) {
      stopping = true;
      for (const receiver of receivers.values()) receiver.end();
      returnUnits(stock.takeAll());
      crew.pullWaiting({ why: "stopped", error: notBegun() });
      // A poll that nobody waits for takes a message with it, and hides it from all for the whole visibility timeout.
      const pollsUntil = clock.now() + waitSeconds * 1000 + LAST_MS;
      const polls = Promise.all([...receivers.values()].map((receiver) => receiver.rest()));

      await within(crew.rest(), graceSeconds * 1000);
      if (crew.running() > 0) {
        crew.pull({ why: "stopped", error: stopped(graceSeconds) });
        await within(crew.rest(), PATIENCE_MS);
        crew.giveUp();
        await within(crew.rest(), LAST_MS);
      }
      await within(polls, Math.max(LAST_MS, pollsUntil - clock.now()));
      await within(handingBack, LAST_MS);
      acknowledger.flush();
      await within(acknowledger.rest(), LAST_MS);
      const abandoned = crew.running();
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
