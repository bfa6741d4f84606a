// The whole system in one process, with a clock that stands still: client, queues, event sources and handler.
/// <reference lib="esnext.disposable" preserve="true" />

import { SQS_LIMITS } from "../aws/limits.ts";
import type { Jobs } from "../core/catalog.ts";
import { createClient } from "../core/client.ts";
import { replaceDefaultClient } from "../core/default-client.ts";
import type { Duration } from "../core/duration.ts";
import { guarded } from "../core/emit.ts";
import type { Enqueuer } from "../core/enqueuer.ts";
import { ErrandError } from "../core/errors.ts";
import { type Sent, toSent } from "../core/sent.ts";
import type { World } from "../core/world.ts";
import { createDirectClient } from "../engine/direct-client.ts";
import { createEngine } from "../engine/engine.ts";
import { startEventSource } from "../engine/event-source/event-source.ts";
import { createFaults, createRow, type Faults, NO_FAULTS } from "../engine/faults.ts";
import { createRequestHandler, type SdkRequestHandler } from "../engine/request-handler.ts";
import { withFaults } from "../engine/with-faults.ts";
import { createHandlerWith } from "../lambda/handler.ts";
import { createDeadLetters, type DeadEntry } from "./dead-record.ts";
import { createEngineBroker } from "./engine-broker.ts";
import {
  checkFaultOrder,
  checkHarnessOptions,
  type FaultOrder,
  type HarnessOptions,
  toMilliseconds,
} from "./harness-options.ts";
import { arnOf, makeHarnessQueues, ORIGIN, toEnvironment, urlOf } from "./harness-queues.ts";
import { createInvocations } from "./invocations.ts";
import { createManualClock } from "./manual-clock.ts";
import { ofJob } from "./of-job.ts";
import { createPace } from "./pace.ts";
import { createPolling } from "./polling.ts";
import { createRunRecord, type RunEntry } from "./run-record.ts";
import { tryingAgain } from "./trying-again.ts";
import { createTurns } from "./turns.ts";

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
  /** The URLs of the queues and the region, as the variables of other programs have them. */
  readonly environment: Readonly<Record<string, string>>;
  /** For code of yours that calls AWS: `new SQSClient({ requestHandler: harness.requestHandler, region, credentials })`. */
  readonly requestHandler: SdkRequestHandler;
  /** Ends everything and gives back the client of `job(…).enqueue`. Nothing runs after it. */
  stop(): Promise<void>;
}

/** Invocations at once for each queue, where nothing else is chosen. */
const CONCURRENCY = 2;

/** How long a poll waits: to the end of any test, so that a month without messages takes no time. */
const POLL_SECONDS = 1_000_000_000;

/** @throws `ErrandError` as `createHarness` of the door. */
export function createHarnessWith(jobs: Jobs, options: HarnessOptions): Harness {
  const { startAt, seed, topology, patienceMilliseconds, onEvent } = checkHarnessOptions(options);
  const clock = createManualClock(startAt);
  let faults: Faults = NO_FAULTS;
  // The harness's own looks into the dead-letter queues are no occasions for faults.
  let looking = false;
  const random = createRow(seed);
  const problems: string[] = [];
  const onProblem = (problem: string): void => void problems.push(problem);
  const engine = createEngine({
    clock,
    random,
    faults: () => (looking ? NO_FAULTS : faults),
    longestWaitSeconds: POLL_SECONDS,
    onProblem,
  });
  const failing = withFaults(engine, () => faults, clock);

  const runs = createRunRecord();
  const sent: Sent[] = [];
  let asked = 0;
  let invoked = 0;
  const invocations = createInvocations({
    handler: () => handler,
    clock,
    faults: () => faults,
    runs,
    timeoutSeconds: topology.functionTimeoutSeconds,
    onEvent: guarded(onEvent),
  });
  const fenced = invocations.fence(failing);
  const environment = toEnvironment(topology.queues);
  const direct = createDirectClient(engine, ORIGIN);
  const made = makeHarnessQueues(direct, topology.queues);
  const world: World = {
    async connect() {
      await made;
      const sqs = tryingAgain(createDirectClient(fenced, ORIGIN));
      return createEngineBroker(sqs, environment, (post) => {
        sent.push(toSent(post));
        if (!invocations.isInside()) asked += 1;
      });
    },
    environment,
    limits: SQS_LIMITS,
    clock: invocations.clock,
    random,
  };
  const handler = createHandlerWith(jobs, {}, { ...world, onEvent: invocations.hear });
  const client = createClient(
    { mode: "sqs", onEvent: invocations.hear },
    { ...world, loadListener: async () => invocations.hear },
  );
  const giveBack = replaceDefaultClient(
    {
      enqueue: (job, args, chosen) => invocations.track(() => client.enqueue(job, args, chosen)),
      enqueueMany: (job, list, chosen) => invocations.track(() => client.enqueueMany(job, list, chosen)),
      drain: client.drain,
    },
    invocations.isInside,
  );
  if (giveBack === undefined) throw anotherIsThere();

  const pace = createPace({ clock, invocations, patienceMilliseconds, asked: () => asked });
  const polling = createPolling(tryingAgain(createDirectClient(failing, ORIGIN)), clock);
  const sources = topology.queues.map((plan) =>
    startEventSource({
      ...plan,
      source: polling.sourceOf(() => urlOf(plan.name)),
      queueArn: arnOf(plan.name),
      waitSeconds: POLL_SECONDS,
      concurrency: plan.maximumConcurrency ?? CONCURRENCY,
      reportBatchItemFailures: true,
      async invoke(event) {
        invoked += 1;
        await pace.permit();
        return invocations.invoke(event);
      },
      clock,
      random: world.random,
      onProblem,
    }),
  );
  const deadLetters = createDeadLetters(direct, topology.queues, () => invoked);

  const collect = async (): Promise<void> => {
    looking = true;
    try {
      await deadLetters.collect();
    } finally {
      looking = false;
    }
  };

  const turns = createTurns({ ready: made, clock, pace, polling, runs, collect });
  let stopped = false;
  const expectRunning = (): void => {
    if (stopped) throw hasBeenStopped();
  };
  const stop = async (): Promise<void> => {
    if (stopped) return; // another harness may have the client by now
    stopped = true;
    giveBack();
    invocations.killAll();
    polling.end();
    for (const source of sources) void source.stop();
    engine.close();
  };

  return {
    get now() {
      return new Date(clock.now());
    },
    get sent() {
      return [...sent];
    },
    get ran() {
      return runs.entries();
    },
    get dead() {
      return deadLetters.entries();
    },
    get problems() {
      return [...problems];
    },
    // What a job was given is what its type says: .enqueue has no other arguments.
    sentOf: (job) => ofJob(sent, job, "harness.sentOf(job)") as never,
    ranOf: (job) => ofJob(runs.entries(), job, "harness.ranOf(job)") as never,
    deadOf: (job) => ofJob(deadLetters.entries(), job, "harness.deadOf(job)") as never,
    async drain() {
      expectRunning();
      return turns.drain();
    },
    async advance(duration) {
      expectRunning();
      return turns.advance(toMilliseconds(duration));
    },
    faults(order) {
      expectRunning();
      checkFaultOrder(order);
      faults = createFaults(order, order.seed ?? seed);
    },
    environment,
    requestHandler: createRequestHandler(fenced),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function hasBeenStopped(): ErrandError {
  return new ErrandError(
    "harness_failed",
    "This harness has been stopped, and nothing runs in it any more. Make one for each test with createHarness(jobs).",
  );
}

function anotherIsThere(): ErrandError {
  return new ErrandError(
    "harness_failed",
    "Another harness of this process has not been stopped, and job(…).enqueue can lead to one only. Call its stop() at the " +
      "end of its test, or write: await using harness = createHarness(jobs).",
  );
}
