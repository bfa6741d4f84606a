// The long-running worker behind the engine's queues, on a clock that stands still: real messages in, the real broker out.

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { countMessages } from "../../lib/aws/queues.ts";
import { createSourceQueue } from "../../lib/aws/source-queue.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import { createSqsInbox } from "../../lib/aws/sqs-inbox.ts";
import { sqsIntake } from "../../lib/aws/sqs-intake.ts";
import type { Jobs } from "../../lib/core/catalog.ts";
import { createClient } from "../../lib/core/client.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import type { Intake, Priority } from "../../lib/core/ports.ts";
import type { WorkerEvent } from "../../lib/core/worker-events.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { settle } from "../../lib/testing/manual-clock.ts";
import { createWorkerWith } from "../../lib/worker/create-worker.ts";
import type { WorkerOptions } from "../../lib/worker/worker-options.ts";
import { anEngineSqs } from "./engine-sqs.ts";

/** What may stand between the worker and its queues. */
export interface Between {
  /** Between every request and the engine. */
  readonly engine?: (engine: Engine) => Engine;
  /** Between the worker and its receives, extensions and deletions. */
  readonly intake?: (intake: Intake) => Intake;
}

/** Both queues of the engine, workers that read them, and a client that posts to them. */
export async function anEngineWorker(jobs: Jobs, options: WorkerOptions = {}, between: Between = {}) {
  const { clock, client: sqs, environment, pairs } = await anEngineSqs(between.engine);
  const events: (ErrandEvent | WorkerEvent)[] = [];
  const onEvent = (event: ErrandEvent | WorkerEvent) => void events.push(event);
  const world = {
    connect: async () => ({ ...createSqsBroker(sqs, environment, clock), ...createSqsInbox(sqs, environment) }),
    connectIntake: async () => {
      const intake = { ...sqsIntake(sqs, sqs, environment), close() {} };
      return between.intake === undefined ? intake : between.intake(intake);
    },
    environment,
    limits: SQS_LIMITS,
    clock,
    random: () => 0.5,
    onEvent,
  };
  /** One more worker on the same queues. */
  const another = (other: WorkerOptions = options, otherJobs: Jobs = jobs) => createWorkerWith(otherJobs, other, world);
  return {
    worker: another(),
    another,
    clock,
    events,
    /** Those of one type. */
    eventsOf: <Type extends (ErrandEvent | WorkerEvent)["type"]>(type: Type) =>
      events.filter((event): event is Extract<ErrandEvent | WorkerEvent, { type: Type }> => event.type === type),
    client: createClient({ mode: "sqs" }, { ...world, loadListener: async () => onEvent }),
    environment,
    /** Any text, as any sender may send it. */
    send: (body: string, priority: Priority = "low") =>
      sqs.send(new SendMessageCommand({ QueueUrl: pairs[priority].url, MessageBody: body })),
    /** Lets everything happen that takes no time. */
    async turns(count = 50) {
      for (let turn = 0; turn < count; turn += 1) await settle();
    },
    /** Lets time pass in steps, so that what waits for answers goes on in between. */
    async pass(seconds: number, stepSeconds = 1) {
      for (let passed = 0; passed < seconds; passed += stepSeconds) {
        await clock.advance(Math.min(stepSeconds, seconds - passed) * 1000);
        for (let turn = 0; turn < 10; turn += 1) await settle();
      }
    },
    counts: (priority: Priority = "low") => countMessages(sqs, pairs[priority]),
    /** The texts in the dead-letter queue. */
    deadBodies: async (priority: Priority = "low") =>
      (await createSourceQueue(sqs, pairs[priority].deadUrl).receive(10, 0)).map(({ Body = "" }) => Body),
  };
}
