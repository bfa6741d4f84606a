// Workers on one engine, behind the real SDK: jobs in, runs out, on a clock that stands still. What a worker asks for is
// told, and fails where a test says so; what the test itself asks never does.

import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { countMessages, type QueuePair } from "../../lib/aws/queues.ts";
import { createSourceQueue } from "../../lib/aws/source-queue.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import { createSqsInbox } from "../../lib/aws/sqs-inbox.ts";
import { sqsIntake } from "../../lib/aws/sqs-intake.ts";
import type { Jobs } from "../../lib/core/catalog.ts";
import { createClient } from "../../lib/core/client.ts";
import { queueVariable } from "../../lib/core/environment.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import type { Priority } from "../../lib/core/ports.ts";
import type { WorkerEvent } from "../../lib/core/worker-events.ts";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import { type Faults, NO_FAULTS } from "../../lib/engine/faults.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createManualClock, turn } from "../../lib/testing/manual-clock.ts";
import { createWorkerWith } from "../../lib/worker/create-worker.ts";
import type { WorkerOptions } from "../../lib/worker/worker-options.ts";
import { START } from "./kernels.ts";
import { makeUsualQueues } from "./usual-queues.ts";
// The kernel loads these when they are needed. Here they are loaded before: time that doesn't pass would not wait for them.
import "../../lib/core/alone.ts";
import "../../lib/core/decide.ts";
import "../../lib/core/not-begun.ts";
import "../../lib/core/parse-args.ts";
import "../../lib/core/redact.ts";
import "../../lib/core/unknown-function.ts";
import "../../lib/core/unreadable.ts";
import { watched } from "./watched-engine.ts";

/** So many turns of the event loop without a request or an event, and nothing is under way any more. */
const QUIET_TURNS = 10;

function sqsClient(engine: Engine): SQSClient {
  return new SQSClient({
    requestHandler: createRequestHandler(engine),
    endpoint: "http://localhost",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1, // its pauses between tries would be on the wall's clock
  });
}

/** In place of the standard one of low jobs. */
async function makeFifoQueue(sqs: SQSClient, environment: Record<string, string>, pair: QueuePair): Promise<QueuePair> {
  const Attributes = { FifoQueue: "true", VisibilityTimeout: "360" };
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "errand-low.fifo", Attributes }));
  environment[queueVariable("low", "queue")] = QueueUrl;
  return { ...pair, url: QueueUrl };
}

export async function aWatchedEngine({ fifo = false, faults = NO_FAULTS }: { fifo?: boolean; faults?: Faults } = {}) {
  const clock = createManualClock(START);
  const engine = createEngine({ clock, faults: () => faults });
  const seen = watched(engine, clock);
  const [sqs, watchedSqs] = [sqsClient(engine), sqsClient(seen)];
  const { environment, pairs } = await makeUsualQueues(sqs);
  if (fifo) pairs.low = await makeFifoQueue(sqs, environment, pairs.low);
  const events: (ErrandEvent | WorkerEvent)[] = [];
  const onEvent = (event: ErrandEvent | WorkerEvent) => void events.push(event);
  const worldOn = (client: SQSClient) => ({
    connectIntake: async () => sqsIntake(client, client, environment),
    connect: async () => ({ ...createSqsBroker(client, environment, clock), ...createSqsInbox(client, environment) }),
    environment,
    limits: SQS_LIMITS,
    clock,
    random: () => 0.5,
    onEvent,
  });

  /** Until all that waits for nothing but the endpoint has happened. */
  const quiet = async (): Promise<void> => {
    for (let turns = 0, known = -1; turns < QUIET_TURNS; turns++) {
      const now = seen.asked.length + events.length;
      if (now !== known) turns = 0;
      known = now;
      await turn();
    }
  };
  return {
    clock,
    events,
    /** Those of one type. */
    eventsOf: <Type extends (ErrandEvent | WorkerEvent)["type"]>(type: Type) =>
      events.filter((event): event is Extract<ErrandEvent | WorkerEvent, { type: Type }> => event.type === type),
    pairs,
    sqs,
    asked: seen.asked,
    decide: seen.decide,
    client: createClient({ mode: "sqs" }, { ...worldOn(sqs), loadListener: async () => () => {} }),
    /** A worker of its own; stopped when the test has finished. */
    aWorker(jobs: Jobs, options: WorkerOptions = {}) {
      return createWorkerWith(jobs, options, worldOn(watchedSqs));
    },
    quiet,
    /** Time goes on, from timer to timer, and everything that each of them starts comes to rest. */
    async pass(milliseconds: number): Promise<void> {
      const until = clock.now() + milliseconds;
      await quiet();
      for (let at = clock.nextAt(); at !== undefined && at <= until; at = clock.nextAt()) {
        clock.fireNext();
        await quiet();
      }
      clock.sleep(until - clock.now());
      await quiet();
    },
    counts: (priority: Priority = "low") => countMessages(sqs, pairs[priority]),
    /** Of each message that could be received now, how often it has been: this time included. */
    async receives(priority: Priority = "low"): Promise<readonly number[]> {
      const messages = await createSourceQueue(sqs, pairs[priority].url).receive(10, 0);
      return messages.map(({ Attributes }) => Number(Attributes?.ApproximateReceiveCount));
    },
  };
}
