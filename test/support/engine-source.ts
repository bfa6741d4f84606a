// One queue of the engine with an event source on it: messages in, events to a function, on a clock that stands still.

import { onTestFinished } from "vitest";
import { createDirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { type EventSourceOptions, startEventSource } from "../../lib/engine/event-source/event-source.ts";
import type { SourceMessage, toSqsEvent } from "../../lib/engine/event-source/sqs-event.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

type SqsEvent = ReturnType<typeof toSqsEvent>;

export async function anEngineSource(
  changes: Partial<EventSourceOptions> & { readonly answer?: (event: SqsEvent) => unknown } = {},
) {
  const clock = createManualClock();
  const sqs = createDirectClient(createEngine({ clock }), "http://localhost");
  const attributes = { VisibilityTimeout: "30" };
  const { QueueUrl } = await sqs.call("CreateQueue", { QueueName: "source", Attributes: attributes });
  const batches: string[][] = [];
  const receives: string[] = [];
  const problems: string[] = [];
  const { answer = () => undefined, ...options } = changes;
  const poller = startEventSource({
    source: {
      async receive(count, waitSeconds) {
        const most = { MaxNumberOfMessages: count, WaitTimeSeconds: waitSeconds };
        const received = await sqs.call("ReceiveMessage", { QueueUrl, ...most, MessageSystemAttributeNames: ["All"] });
        return (received["Messages"] ?? []) as SourceMessage[];
      },
      async remove(messages) {
        const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.call("DeleteMessageBatch", { QueueUrl, Entries });
      },
    },
    queueArn: "arn:aws:sqs:us-east-1:000000000000:source",
    visibilitySeconds: 30,
    batchSize: 10,
    batchingWindowSeconds: 0,
    waitSeconds: 20,
    concurrency: 1,
    reportBatchItemFailures: true,
    async invoke(event) {
      const { Records } = event as SqsEvent;
      batches.push(Records.map(({ body }) => body));
      receives.push(...Records.map(({ attributes: { ApproximateReceiveCount = "" } }) => ApproximateReceiveCount));
      return { kind: "answered", response: await answer(event as SqsEvent) };
    },
    clock,
    random: () => 0.5,
    onProblem: (problem) => void problems.push(problem),
    ...options,
  });
  onTestFinished(async () => {
    const stopped = poller.stop();
    await clock.advance(60_000);
    await stopped;
  });
  return {
    clock,
    batches,
    receives,
    problems,
    async send(...bodies: readonly string[]): Promise<void> {
      for (const MessageBody of bodies) await sqs.call("SendMessage", { QueueUrl, MessageBody });
    },
    /** How many messages the queue holds, in flight or not. */
    async left(): Promise<number> {
      const { Attributes } = await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
      const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: inFlight } = Attributes as {
        [name: string]: string;
      };
      return Number(ready) + Number(inFlight);
    },
  };
}
