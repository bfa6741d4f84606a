// How time passes in a harness: not while anything runs, and then from one timer to the next.

import { clearTimeout, setTimeout } from "node:timers"; // bound here, as in the manual clock
import { ErrandError } from "../core/errors.ts";
import type { Invocations } from "./invocations.ts";
import { type ManualClock, turn } from "./manual-clock.ts";

/** So many invocations without time passing, beyond one for each message of the test, are jobs that enqueue for ever. */
const MOST_AT_ONCE = 20_000;

export interface Pace {
  /** Runs what is due at this moment of the clock; rejects with `harness_failed` when that does not end. */
  runDue(): Promise<void>;
  /** Lets time pass, and runs what becomes due, in its order. */
  advanceTo(at: number): Promise<void>;
  /** To be told of each invocation; once there are too many at one moment, it never resolves. */
  permit(): Promise<void>;
}

type Quiet = "quiet" | "busy";

interface PaceOptions {
  readonly clock: ManualClock;
  readonly invocations: Invocations;
  readonly patienceMilliseconds: number;
  /** How many messages the test itself has enqueued. */
  readonly asked: () => number;
}

export function createPace({ clock, invocations, patienceMilliseconds, asked }: PaceOptions): Pace {
  const isEndless = (): boolean => atOnce > MOST_AT_ONCE + asked();
  let moment = clock.now();
  let atOnce = 0;

  /** Waits until nothing runs; `busy` when something still does after the patience is over. */
  const quiet = async (): Promise<Quiet> => {
    for (;;) {
      await turn();
      if (isEndless()) throw endless();
      if (invocations.underWay().length === 0) return "quiet";
      if ((await withPatience(invocations.nextEnd())) === "busy") return "busy";
    }
  };

  const withPatience = (end: Promise<void>): Promise<Quiet> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve("busy"), patienceMilliseconds);
      void end.then(() => {
        clearTimeout(timer);
        resolve("quiet");
      });
    });

  const stuck = (jobs: readonly string[]): ErrandError =>
    new ErrandError(
      "harness_failed",
      `harness.drain() waited ${patienceMilliseconds / 1000} s of real time for ${[...new Set(jobs)].map((job) => `"${job}"`).join(", ")}, ` +
        "with its clock standing still. If the job waits for its deadline, let time pass with harness.advance(…); if it " +
        "only takes long, set createHarness(jobs, { patience }) higher.",
    );

  const runUntil = async (until: number, onBusy: (jobs: readonly string[]) => void): Promise<void> => {
    const pass = async (): Promise<void> => {
      if ((await quiet()) === "quiet") return;
      const jobs = invocations.underWay();
      invocations.giveUp();
      onBusy(jobs);
    };
    await pass();
    for (let at = clock.nextAt(); at !== undefined && at <= until; at = clock.nextAt()) {
      clock.fireNext();
      await pass();
    }
  };

  return {
    runDue: () =>
      runUntil(clock.now(), (jobs) => {
        throw stuck(jobs);
      }),
    async advanceTo(at) {
      await runUntil(at, () => {});
      clock.sleep(at - clock.now());
    },
    permit() {
      if (clock.now() !== moment) {
        moment = clock.now();
        atOnce = 0;
      }
      atOnce += 1;
      return isEndless() ? new Promise(() => {}) : Promise.resolve();
    },
  };
}

function endless(): ErrandError {
  return new ErrandError(
    "harness_failed",
    `More than ${MOST_AT_ONCE.toLocaleString("en")} batches ran at one moment of the harness's clock, beyond those of what the test enqueued. A job enqueues itself ` +
      "without a delay, or snoozes for 0 seconds: give it a delay, and let time pass with harness.advance(…). This harness " +
      "does not go on: make another one.",
  );
}
