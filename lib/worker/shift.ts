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
import { handBack, putOff } from "./hand-back.ts";
import { createKeeper, isLost, type Keeper } from "./keeper.ts";
import { createPlaceOf } from "./place.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createRun } from "./runner.ts";
import { agesAt, createStock, type Unit } from "./stock.ts";
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

/** How long a message may be in hand without starting, and no longer than a beat. */
const HELD_MS = 5000;

/** How long what has a turn of its own may wait for it, as what must run alone, or in a thread. */
const LONGEST_TURN_MS = 60_000;

/** Messages handed back at once. */
const HANDED_BACK_AT_ONCE = 10;

export function createShift({ kernel: given, catalog, intake, settings, elsewhere, emit }: ShiftOptions): Shift {
  const { clock, random } = given;
  const { priorities, visibilitySeconds, waitSeconds, agingSeconds, only } = settings;
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
  const keeper: Keeper = createKeeper({ intake: () => intake, clock, emit, visibilitySeconds, onBeat: tidy });
  const isIsolating = elsewhere !== undefined;
  const heldMs = Math.min(HELD_MS, (visibilitySeconds * 1000) / 6);
  const placeOf = createPlaceOf({ catalog, only, isIsolating });
  const stock = createStock(placeOf);
  const acknowledger = createAcknowledger({
    intake: () => intake,
    clock,
    onDeleted: keeper.letGo,
    onFailed(hold, error) {
      keeper.letGo(hold);
      emit({ ...aboutDelivery(hold.delivery, kernel), type: "delivery.unacknowledged", error: toErrorRecord(error) });
    },
  });
  const run = createRun({ kernel, catalog, only, elsewhere, placeOf });
  const placesElsewhere = settings.threads.count;
  const crew = createCrew({
    kernel,
    run,
    isIsolating,
    placesElsewhere,
    visibilitySeconds,
    keeper,
    acknowledger,
    onEnd,
  });
  const receivers = new Map(priorities.map((priority) => [priority, toReceiver(priority)]));
  const dispatch = createDispatcher({ clock, stock, crew, receivers, settings, isIsolating });
  let stopping = false;
  let handingBack: Promise<unknown> = Promise.resolve();
  let busyAt = clock.now();
  let disarm: (() => void) | undefined;

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
      onDeliveries(deliveries, awayMs) {
        keeper.catchUp(); // what is older than these
        busyAt = clock.now();
        take(priority, deliveries, awayMs);
        if (stopping)
          returnUnits(
            stock.takeAll(() => true),
            "stopped",
          );
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
    if (stock.count("high") + stock.count("low") > 0) disarm ??= clock.after(heldMs, tidy);
  }

  /** What has not started by then can't start soon: others may have it. */
  function tidy(): void {
    disarm?.();
    disarm = undefined;
    const now = clock.now();
    const low = stock.first("low");
    // A low one that has aged waits for its turn: were it given back, it would go behind younger ones.
    const isAged = low !== undefined && agesAt(low, agingSeconds) <= now;
    const waits = ({ isSuspect, place }: Unit): boolean => isSuspect || place !== "here";
    const isPatient = (unit: Unit): boolean => waits(unit) || (isAged && unit === low);
    const isOld = (unit: Unit): boolean => now - unit.takenAt >= (isPatient(unit) ? LONGEST_TURN_MS : heldMs);
    returnUnits(stock.takeAll(isOld), "no_place");
    go();
  }

  function returnUnits(units: readonly Unit[], why: "stopped" | "no_place"): void {
    if (units.length === 0) return;
    const holds = units.flatMap((unit) =>
      unit.holds.map((hold) => ({ hold, isPutOff: why === "no_place" && unit.isSuspect })),
    );
    const all = sideBySide(holds, HANDED_BACK_AT_ONCE, async ({ hold, isPutOff }) => {
      if (isLost(hold)) return keeper.letGo(hold);
      if (isPutOff) await putOff(hold.delivery, kernel);
      else if ((await handBack(hold.delivery, kernel, why)) === "acknowledge") return acknowledger.add(hold);
      keeper.letGo(hold);
    });
    handingBack = Promise.all([handingBack, all]).then(() => {}); // and keeps no answers
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
      returnUnits(
        stock.takeAll(() => true),
        "stopped",
      );
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
      await last(handingBack);
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
