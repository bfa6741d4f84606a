// What a harness holds still, joined: engine, queues, client, event sources and handler on one clock.

import type { Jobs } from "../core/catalog.ts";
import { createClient, worlds } from "../core/client.ts";
import { replaceDefaultClient } from "../core/default-client.ts";
import { guarded } from "../core/emit.ts";
import { ErrandError } from "../core/errors.ts";
import { createFirings } from "../core/firings.ts";
import { processSettings } from "../core/process-settings.ts";
import { type Sent, toSent } from "../core/sent.ts";
import { createDirectClient } from "../engine/direct-client.ts";
import { createEngine } from "../engine/engine.ts";
import { startEventSource } from "../engine/event-source/event-source.ts";
import { createRow, type Faults, NO_FAULTS } from "../engine/faults.ts";
import { createRequestHandler, type SdkRequestHandler } from "../engine/request-handler.ts";
import { withFaults } from "../engine/with-faults.ts";
import { createHandlerWith } from "../lambda/handler.ts";
import { withoutRepeats } from "../lambda/repeated-firings.ts";
import { createDeadLetters, type DeadLetters } from "./dead-record.ts";
import type { CheckedHarnessOptions } from "./harness-options.ts";
import { arnOf, BUCKET_NAME, ORIGIN, urlOf } from "./harness-queues.ts";
import { createHarnessWorld } from "./harness-world.ts";
import { createInvocations } from "./invocations.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { createMemoryBlobs } from "./memory-blobs.ts";
import { createPace } from "./pace.ts";
import { createArgsReader } from "./packed-args.ts";
import { createPolling } from "./polling.ts";
import { createRunRecord, type RunRecord } from "./run-record.ts";
import { trackedClient } from "./tracked-client.ts";
import { tryingAgain } from "./trying-again.ts";
import { createTurns, type Turns } from "./turns.ts";

export interface System {
  readonly clock: ManualClock;
  /** What was enqueued, in its order. */
  readonly sent: readonly Sent[];
  readonly runs: RunRecord;
  readonly problems: readonly string[];
  readonly deadLetters: DeadLetters;
  readonly turns: Turns;
  readonly environment: Readonly<Record<string, string>>;
  /** For SDK clients inside of jobs and outside. */
  readonly requestHandler: SdkRequestHandler;
  /** In place of those before. */
  orderFaults(faults: Faults): void;
  isStopped(): boolean;
  /** As of `Invocations`. */
  crash(): boolean;
  /** Gives back the client of `job(…).enqueue`, and ends what is under way. */
  stop(): void;
}

/** Invocations at once for each queue, where nothing else is chosen. */
const CONCURRENCY = 2;

/** How long a poll waits: to the end of any test, so that a month without messages takes no time. */
const POLL_SECONDS = 1_000_000_000;

/** @throws `ErrandError` `harness_failed` where another system of this process has not been stopped. */
export function createSystem(jobs: Jobs, options: CheckedHarnessOptions): System {
  const { startAt, seed, topology, patienceMilliseconds, onEvent } = options;
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
  const isRepeat = createFirings(clock);
  let asked = 0;
  let invoked = 0;
  const kept = createMemoryBlobs(BUCKET_NAME);
  const readArgs = createArgsReader(kept.peek);
  const invocations = createInvocations({
    handler: () => handler,
    clock,
    faults: () => faults,
    runs,
    timeoutSeconds: topology.functionTimeoutSeconds,
    onEvent: guarded(onEvent),
    readArgs,
  });
  const fenced = invocations.fence(failing);
  const world = createHarnessWorld({
    jobs,
    topology,
    engine,
    fenced,
    outward: invocations.outward,
    clock: invocations.clock,
    random,
    loadListener: async () => invocations.hear,
    kept,
    onSent(post) {
      sent.push({ ...toSent(post), args: readArgs(JSON.parse(post.body)) });
      if (!invocations.isInside()) asked += 1;
    },
    onAcknowledged: invocations.acknowledged,
    onProblem,
  });
  const handler = createHandlerWith(jobs, {}, { ...world, onEvent: invocations.hear });
  const { context, signingKeys, largeArgs, maxBacklog } = processSettings();
  const client = createClient(
    { mode: "sqs", onEvent: invocations.hear, context, signingKeys, largeArgs, maxBacklog },
    world,
  );
  const tracked = trackedClient(client, invocations.track);
  worlds.set(tracked, { ...world, settings: processSettings() });
  let stopped = false;
  // What a job still does when its harness has been stopped must not reach the client of others.
  if (!replaceDefaultClient(() => (stopped && !invocations.isInside() ? undefined : tracked))) throw anotherIsThere();

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
        return invocations.invoke(withoutRepeats(event, isRepeat));
      },
      clock,
      random,
      onProblem,
    }),
  );
  const deadLetters = createDeadLetters(createDirectClient(engine, ORIGIN), topology.queues, () => invoked, readArgs);

  const collect = async (): Promise<void> => {
    looking = true;
    try {
      await deadLetters.collect();
    } finally {
      looking = false;
    }
  };

  const turns = createTurns({ ready: world.made, clock, pace, polling, runs, collect });

  return {
    clock,
    sent,
    runs,
    problems,
    deadLetters,
    turns,
    environment: world.environment,
    requestHandler: createRequestHandler(fenced),
    orderFaults(ordered) {
      faults = ordered;
    },
    isStopped: () => stopped,
    crash: invocations.crash,
    stop() {
      if (stopped) return;
      stopped = true;
      invocations.killAll();
      polling.end();
      for (const source of sources) void source.stop();
      engine.close();
    },
  };
}

function anotherIsThere(): ErrandError {
  return new ErrandError(
    "harness_failed",
    "Another harness of this process has not been stopped, and job(…).enqueue can lead to one only. Call its stop() at the " +
      "end of its test, or write: await using harness = createHarness(jobs).",
  );
}
