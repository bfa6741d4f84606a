// A scenario played by long-running workers on the engine, on a clock that stands still, and everything that could be seen of it.

import { setTimeout as pause } from "node:timers/promises";
import type { SQSClient } from "@aws-sdk/client-sqs";
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
import { createManualClock, type ManualClock, turn } from "../../lib/testing/manual-clock.ts";
import { createRunRecord } from "../../lib/testing/run-record.ts";
import { tryingAgain } from "../../lib/testing/trying-again.ts";
import { createWorkerWith, type Worker } from "../../lib/worker/create-worker.ts";
import { createLives, type Lives, type Living } from "./lives.ts";
import { createOrdering } from "./ordering.ts";
import type { Story } from "./play.ts";
import { WARMING } from "./scenario.ts";
import type { WorkerScenario } from "./worker-scenario.ts";

/** Long enough for jobs that take all of SQS's twelve hours, one after the other. */
const REST_SECONDS = 5 * 86_400;

/** In place of the longest poll: to the end of any story, so that days without messages take no time. */
const POLL_SECONDS = 1_000_000_000;
const LONGEST_POLL_SECONDS = 20;

/** So many turns in which nothing happens are enough to know that all waits for the clock. */
const QUIET_TURNS = 3;

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
  const intake = { ...sqsIntake(byValues(once), byValues(tryingAgain(once)), world.environment), close() {} };
  const crew = startWorkers(lives, workers.count, () =>
    createWorkerWith(ordering.catalog, workers.options, {
      ...world,
      onEvent: lives.hear,
      connectIntake: async () => intake,
    }),
  );
  const time = createTime(clock, lives, crew.startDue, patienceMs);

  const moments = [
    ...orders.map((order) => ({ at: order.afterSeconds, act: () => ordering.enqueue(order) })),
    ...workers.stops.map(({ afterSeconds, place }) => ({ at: afterSeconds, act: async () => crew.stop(place) })),
  ];
  let seconds = 0;
  for (const { at, act } of moments.toSorted((a, b) => a.at - b.at)) {
    await time.pass(at - seconds);
    seconds = at;
    await act();
  }
  await time.pass(faultsForSeconds);
  faults = NO_FAULTS;
  await time.pass(REST_SECONDS);
  isOver = true;

  const deadLetters = createDeadLetters(direct, toTopology().queues, () => 0);
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

/** The engine as the SDK's client, without the SDK between: it gives what it is asked by its values. */
function byValues(direct: DirectClient): SQSClient {
  const send = ({
    constructor: command,
    input,
  }: {
    readonly constructor: { readonly name: string };
    readonly input: object;
  }) => {
    const action = command.name.replace(/Command$/, "");
    const { WaitTimeSeconds: wait } = input as { readonly WaitTimeSeconds?: number };
    const longer = wait === LONGEST_POLL_SECONDS ? { WaitTimeSeconds: POLL_SECONDS } : {};
    return direct.call(action, { ...input, ...longer });
  };
  return { send, destroy() {} } as unknown as SQSClient;
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

/** Time passes from timer to timer, and not while anything happens. */
function createTime(clock: ManualClock, lives: Lives, onTurn: () => void, patienceMs?: number) {
  const quiet = async (): Promise<void> => {
    for (let turns = 0, seen = -1; turns < QUIET_TURNS; turns += 1) {
      onTurn();
      await (patienceMs === undefined ? turn() : pause(patienceMs));
      if (seen === lives.activity()) continue;
      seen = lives.activity();
      turns = 0;
    }
  };
  return {
    async pass(seconds: number): Promise<void> {
      const until = clock.now() + seconds * 1000;
      await quiet();
      for (let at = clock.nextAt(); at !== undefined && at <= until; at = clock.nextAt()) {
        clock.fireNext();
        await quiet();
      }
      clock.sleep(Math.max(0, until - clock.now()));
    },
  };
}

async function countsOf(direct: DirectClient, priority: string): Promise<Record<string, number>> {
  const asked = { QueueUrl: priorityUrl(priority), AttributeNames: ["All"] };
  const { Attributes = {} } = await direct.call("GetQueueAttributes", asked);
  const counts = Object.entries(Attributes as object).filter(([key]) => key.startsWith("ApproximateNumberOfMessages"));
  return Object.fromEntries(counts.map(([key, count]) => [`${priority} ${key}`, Number(count)]));
}
