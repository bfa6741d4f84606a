// The handler behind the engine's queues: real messages in, the real broker out, one invocation at a time.

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { countMessages } from "../../lib/aws/queues.ts";
import { createSourceQueue } from "../../lib/aws/source-queue.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import { createSqsInbox } from "../../lib/aws/sqs-inbox.ts";
import type { Jobs } from "../../lib/core/catalog.ts";
import { createClient } from "../../lib/core/client.ts";
import type { ErrandEvent } from "../../lib/core/events.ts";
import { toSqsEvent } from "../../lib/engine/event-source/sqs-event.ts";
import { createHandlerWith } from "../../lib/lambda/handler.ts";
import { anEngineSqs } from "./engine-sqs.ts";

/** One low-priority queue of the engine, the handler that reads it, and a client that posts to it. */
export async function anEngineHandler(jobs: Jobs) {
  const { clock, client: sqs, environment, pairs } = await anEngineSqs();
  const events: ErrandEvent[] = [];
  const onEvent = (event: ErrandEvent) => void events.push(event);
  const world = {
    connect: async () => ({ ...createSqsBroker(sqs, environment, clock), ...createSqsInbox(sqs, environment) }),
    environment,
    limits: SQS_LIMITS,
    clock,
    random: () => 0.5,
  };
  const handler = createHandlerWith(jobs, { onEvent }, { ...world, onEvent });
  const queue = createSourceQueue(sqs, pairs.low.url);
  const deadQueue = createSourceQueue(sqs, pairs.low.deadUrl);
  return {
    clock,
    events,
    client: createClient({ mode: "sqs" }, { ...world, loadListener: async () => onEvent }),
    /** Any text, as any sender may send it. */
    send: (body: string) => sqs.send(new SendMessageCommand({ QueueUrl: pairs.low.url, MessageBody: body })),
    /** One call of the handler with what is in the queue; what it does not return is deleted, as Lambda does. */
    async invoke() {
      const messages = await queue.receive(10, 0);
      const { batchItemFailures } = await handler(toSqsEvent(messages, pairs.low.arn));
      const returned = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const settled = messages.filter(({ MessageId = "" }) => !returned.has(MessageId));
      if (settled.length > 0) await queue.remove(settled);
      return { received: messages.length, batchItemFailures };
    },
    counts: () => countMessages(sqs, pairs.low),
    /** The texts in the dead-letter queue. */
    deadBodies: async () => (await deadQueue.receive(10, 0)).map(({ Body = "" }) => Body),
  };
}
