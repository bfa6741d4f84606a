// What a test sees of the system: time to let pass, faults to order, and the records of what happened.
/// <reference lib="esnext.disposable" preserve="true" />

import type { Jobs } from "../core/catalog.ts";
import type { Duration } from "../core/duration.ts";
import type { Enqueuer } from "../core/enqueuer.ts";
import { ErrandError } from "../core/errors.ts";
import type { Sent } from "../core/sent.ts";
import { createFaults } from "../engine/faults.ts";
import type { SdkRequestHandler } from "../engine/request-handler.ts";
import type { DeadEntry } from "./dead-record.ts";
import {
  checkFaultOrder,
  checkHarnessOptions,
  type FaultOrder,
  type HarnessOptions,
  toMilliseconds,
} from "./harness-options.ts";
import { ofJob } from "./of-job.ts";
import type { RunEntry } from "./run-record.ts";
import { createSystem } from "./system.ts";

/** Everything that jobs need, held still: nothing runs but in `drain` and `advance`. */
export interface Harness extends AsyncDisposable {
  /** What the clock shows. */
  readonly now: Date;
  /** What was enqueued, in its order. */
  readonly sent: readonly Sent[];
  /** The runs, in the order in which they started. */
  readonly ran: readonly RunEntry[];
  /** What is or was in the dead-letter queues, as of the last `drain` or `advance`. */
  readonly dead: readonly DeadEntry[];
  /** What went wrong around the jobs, in words: failed invocations, throttles, messages that could not be deleted. */
  readonly problems: readonly string[];
  /** `sent`, of this job. */
  sentOf<Args extends readonly unknown[]>(job: Enqueuer<Args>): readonly Sent<Args>[];
  /** `ran`, of this job. */
  ranOf<Args extends readonly unknown[]>(job: Enqueuer<Args>): readonly RunEntry<Args>[];
  /** `dead`, of this job. */
  deadOf<Args extends readonly unknown[]>(job: Enqueuer<Args>): readonly DeadEntry<Args>[];
  /**
   * Runs what is due now, and what that enqueues, until nothing is left that can run without time passing.
   *
   * @returns the runs that started meanwhile.
   * @throws `ErrandError` `harness_failed` when that does not end.
   */
  drain(): Promise<readonly RunEntry[]>;
  /**
   * Lets time pass: whatever becomes due on the way runs at its time, in its order.
   *
   * @param duration 0 seconds to 10 years: `"2 days"`, or a number of seconds.
   * @returns the runs that started meanwhile.
   * @throws `ErrandError` `invalid_option`; `harness_failed` when so much runs at one moment that it does not end.
   */
  advance(duration: Duration): Promise<readonly RunEntry[]>;
  /**
   * Orders faults from now on, in place of those ordered before; `{}` ends them.
   *
   * @throws `ErrandError` `invalid_option`.
   */
  faults(faults: FaultOrder): void;
  /**
   * Called in a job, kills what runs it, as memory that is used up or a `kill -9` does: the whole batch is cut off, nothing
   * that it does afterwards has an effect, and this never resolves.
   *
   * @throws `ErrandError` `harness_failed` where no run of a job calls it.
   */
  crash(): Promise<never>;
  /** The URLs of the queues and the region, as the variables of other programs have them. */
  readonly environment: Readonly<Record<string, string>>;
  /** For code of yours that calls AWS: `new SQSClient({ requestHandler: harness.requestHandler, region, credentials })`. */
  readonly requestHandler: SdkRequestHandler;
  /** Ends everything and gives back the client of `job(…).enqueue`. Nothing runs after it. */
  stop(): Promise<void>;
}

/** @throws `ErrandError` as `createHarness` of the door. */
export function createHarnessWith(jobs: Jobs, options: HarnessOptions): Harness {
  const checked = checkHarnessOptions(jobs, options);
  const system = createSystem(jobs, checked);
  const expectRunning = (): void => {
    if (system.isStopped()) throw hasBeenStopped();
  };

  return {
    get now() {
      return new Date(system.clock.now());
    },
    get sent() {
      return [...system.sent];
    },
    get ran() {
      return system.runs.entries();
    },
    get dead() {
      return system.deadLetters.entries();
    },
    get problems() {
      return [...system.problems];
    },
    // What a job was given is what its type says: .enqueue has no other arguments.
    sentOf: (job) => ofJob(system.sent, job, "harness.sentOf(job)") as never,
    ranOf: (job) => ofJob(system.runs.entries(), job, "harness.ranOf(job)") as never,
    deadOf: (job) => ofJob(system.deadLetters.entries(), job, "harness.deadOf(job)") as never,
    async drain() {
      expectRunning();
      return system.turns.drain();
    },
    async advance(duration) {
      expectRunning();
      return system.turns.advance(toMilliseconds(duration));
    },
    faults(order) {
      expectRunning();
      checkFaultOrder(order);
      system.orderFaults(createFaults(order, order.seed ?? checked.seed));
    },
    async crash() {
      if (!system.crash()) throw noRun();
      return new Promise<never>(() => {});
    },
    environment: system.environment,
    requestHandler: system.requestHandler,
    stop: async () => system.stop(),
    [Symbol.asyncDispose]: async () => system.stop(),
  };
}

function hasBeenStopped(): ErrandError {
  return new ErrandError(
    "harness_failed",
    "This harness has been stopped, and nothing runs in it any more. Make one for each test with createHarness(jobs).",
  );
}

function noRun(): ErrandError {
  return new ErrandError(
    "harness_failed",
    "harness.crash() kills the run that it is called in, and it was called in none. Call it in the job's own function.",
  );
}
