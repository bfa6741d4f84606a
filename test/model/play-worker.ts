// A scenario played by long-running workers on the engine, on a clock that stands still, and everything that could be seen of it.

import type { ErrandEvent } from "errand";
import { sqsIntake } from "../../lib/aws/sqs-intake.ts";
import { createClient } from "../../lib/core/client.ts";
import { replaceDefaultClient } from "../../lib/core/default-client.ts";
import type { Priority } from "../../lib/core/ports.ts";
import { toTopology } from "../../lib/core/topology.ts";
import { createDirectClient, type DirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createFaults, createRow, type Faults, NO_FAULTS } from "../../lib/engine/faults.ts";
import { withFaults } from "../../lib/engine/with-faults.ts";
import { createDeadLetters } from "../../lib/testing/dead-record.ts";
import { ORIGIN, urlOf } from "../../lib/testing/harness-queues.ts";
import { createHarnessWorld } from "../../lib/testing/harness-world.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createMemoryBlobs } from "../../lib/testing/memory-blobs.ts";
import { createRunRecord } from "../../lib/testing/run-record.ts";
import { tryingAgain } from "../../lib/testing/trying-again.ts";
import { createWorkerWith, type Worker } from "../../lib/worker/create-worker.ts";
import { byValues, POLL_SECONDS } from "./by-values.ts";
import { createLives, type Lives, type Living } from "./lives.ts";
import { createOrdering } from "./ordering.ts";
import { createPassing } from "./pass-time.ts";
import type { Story } from "./play.ts";
import { WARMING } from "./scenario.ts";
import type { WorkerScenario } from "./worker-scenario.ts";

/** Long enough for jobs that take all of SQS's twelve hours, one after the other. */
const REST_SECONDS = 5 * 86_400;

/** As the worker has it. */
const longestPoll = ({ grace = 25 }: WorkerScenario["workers"]["options"]): number => Math.min(20, Math.max(1, grace));

const priorityUrl = (priority: string): string => urlOf(`errand-${priority}`);

/** @param patienceMs real time that is waited at every moment. */
export async function playWorker(scenario: WorkerScenario, patienceMs?: number): Promise<Story> {
  const { seed, orders, faultsForSeconds, workers } = scenario;
  const clock = createManualClock();
  const random = createRow(seed);
  const runs = createRunRecord();
  const events: ErrandEvent[] = [];
  let faults: Faults = createFaults(scenario.faults, seed);
  const lives = createLives({ clock, faults: () => faults, runs, onEvent: (event) => void events.push(event) });
  const engine = createEngine({ clock, random, faults: () => faults, longestWaitSeconds: POLL_SECONDS });
  const fenced = lives.fence(withFaults(lives.watch(engine), () => faults, clock));
  const direct = createDirectClient(engine, ORIGIN);
  const ordering = createOrdering({
    crash: lives.crash,
    now: clock.now,
    async send(priority: Priority, MessageBody) {
      const sent = await createDirectClient(fenced, ORIGIN).call("SendMessage", {
        QueueUrl: priorityUrl(priority),
        MessageBody,
      });
      return String(sent["MessageId"]);
    },
  });

  const world = createHarnessWorld({
    kept: createMemoryBlobs("harness"),
    jobs: ordering.catalog,
    topology: toTopology(),
    engine,
    fenced,
    clock: lives.clock,
    random,
    loadListener: async () => lives.hear,
    onSent() {},
    onAcknowledged() {},
    onProblem() {},
  });
  await world.made;
  const client = createClient({ mode: "sqs", onEvent: lives.hear }, world);
  let isOver = false;
  if (!replaceDefaultClient(() => (isOver ? undefined : client))) throw new Error("Another story is still played.");

  const once = createDirectClient(fenced, ORIGIN);
  const receiving = byValues(once, longestPoll(workers.options));
  const intake = { ...sqsIntake(receiving, byValues(tryingAgain(once)), world.environment), close() {} };
  const crew = startWorkers(lives, workers.count, () =>
    createWorkerWith(ordering.catalog, workers.options, {
      ...world,
      onEvent: lives.hear,
      connectIntake: async () => intake,
    }),
  );
  const pass = createPassing({ clock, activity: lives.activity, onTurn: crew.startDue, patienceMs });

  const moments = [
    ...orders.map((order) => ({ at: order.afterSeconds, act: () => ordering.enqueue(order) })),
    ...workers.stops.map(({ afterSeconds, place }) => ({ at: afterSeconds, act: async () => crew.stop(place) })),
  ];
  let seconds = 0;
  try {
    for (const { at, act } of moments.toSorted((a, b) => a.at - b.at)) {
      await pass(at - seconds);
      seconds = at;
      await act();
    }
    await pass(faultsForSeconds);
    faults = NO_FAULTS;
    await pass(REST_SECONDS);
  } finally {
    isOver = true;
  }

  const deadLetters = createDeadLetters(
    direct,
    toTopology().queues,
    () => 0,
    ({ args }) => args as readonly unknown[],
  );
  await deadLetters.collect();
  engine.close();
  return {
    accepted: ordering.accepted,
    events,
    runs: runs.entries(),
    dead: deadLetters.entries(),
    kills: lives.kills(),
    hasDuplicates: (scenario.faults.duplicate ?? 0) > 0,
    left: { ...(await countsOf(direct, "high")), ...(await countsOf(direct, "low")) },
  };
}

/** Has everything loaded that is loaded when it is needed. */
export async function warmUpWorker(): Promise<void> {
  const plain = { seed: 1, options: {}, faults: {}, faultsForSeconds: 0 };
  const workers = { count: 1, options: {}, stops: [{ afterSeconds: 0, place: 0 }] };
  await playWorker({ ...plain, orders: WARMING, workers }, 10);
}

interface Crew {
  /** Starts those that are to be there and aren't. */
  startDue(): void;
  /** Asks one to stop; when it has, another takes its place. */
  stop(place: number): void;
}

function startWorkers(lives: Lives, count: number, create: () => Worker): Crew {
  const due = new Set(Array.from({ length: count }, (_, place) => place));
  const living = new Map<number, { readonly life: Living; readonly worker: Worker }>();
  const start = (place: number): void => {
    const worker = create();
    const onKilled = (): void => void due.add(place);
    living.set(place, { life: lives.begin(onKilled, () => worker.start()), worker });
  };
  return {
    startDue() {
      for (const place of due) start(place);
      due.clear();
    },
    stop(place) {
      const one = living.get(place % count);
      if (one === undefined) return;
      const { life, worker } = one;
      void life.inside(async () => {
        await worker.stop();
        life.end();
        due.add(place % count);
      });
    },
  };
}

async function countsOf(direct: DirectClient, priority: string): Promise<Record<string, number>> {
  const asked = { QueueUrl: priorityUrl(priority), AttributeNames: ["All"] };
  const { Attributes = {} } = await direct.call("GetQueueAttributes", asked);
  const counts = Object.entries(Attributes as object).filter(([key]) => key.startsWith("ApproximateNumberOfMessages"));
  return Object.fromEntries(counts.map(([key, count]) => [`${priority} ${key}`, Number(count)]));
}
