// A scenario played on the harness to its end, and everything that could be seen of it.

import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { ErrandEvent } from "errand";
import { createHarness, type DeadEntry, type Harness, type RunEntry } from "errand/testing";
import { type Accepted, createOrdering } from "./ordering.ts";
import { type Scenario, WARMING } from "./scenario.ts";

export interface Story {
  readonly accepted: readonly Accepted[];
  /** Every event, in its order. */
  readonly events: readonly ErrandEvent[];
  /** In the order of the events `job.started`. */
  readonly runs: readonly RunEntry[];
  readonly dead: readonly DeadEntry[];
  /** Invocations that were killed. */
  readonly kills: number;
  /** Whether queues handed messages out twice, by the fault of that name. */
  readonly hasDuplicates: boolean;
  /** What is left in the queues, by what SQS counts. */
  readonly left: Readonly<Record<string, number>>;
}

/** Long enough for the longest waits, quarantines and retries after the faults. */
const REST = "2 days";

/** Real time that a job which hangs is waited for: all else takes none, once what is loaded on demand is there. */
const PATIENCE_SECONDS = 0.005;

export async function play(scenario: Scenario, patience = PATIENCE_SECONDS): Promise<Story> {
  const { seed, orders, options, faults, faultsForSeconds } = scenario;
  const events: ErrandEvent[] = [];
  const ordering = createOrdering({
    crash: () => harness.crash(),
    now: () => harness.now.getTime(),
    async send(priority, MessageBody) {
      const { MessageId = "" } = await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(priority), MessageBody }));
      return MessageId;
    },
  });
  const onEvent = (event: ErrandEvent) => void events.push(event);
  await using harness: Harness = createHarness(ordering.catalog, { ...options, patience, onEvent });
  const sqs = new SQSClient({
    requestHandler: harness.requestHandler,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const urlOf = (priority: string) => harness.environment[`ERRAND_${priority.toUpperCase()}_QUEUE_URL`] as string;

  harness.faults({ ...faults, seed });
  let seconds = 0;
  for (const order of orders.toSorted((a, b) => a.afterSeconds - b.afterSeconds)) {
    if (order.afterSeconds > seconds) await harness.advance(order.afterSeconds - seconds);
    seconds = Math.max(seconds, order.afterSeconds);
    await ordering.enqueue(order);
  }
  await harness.advance(faultsForSeconds);
  harness.faults({});
  await harness.advance(REST);

  return {
    accepted: ordering.accepted,
    events,
    runs: harness.ran,
    dead: harness.dead,
    kills: harness.problems.filter((problem) => /it was killed|it crashed|timed out/.test(problem)).length,
    hasDuplicates: (faults.duplicate ?? 0) > 0,
    left: { ...(await countsOf(sqs, "high", urlOf("high"))), ...(await countsOf(sqs, "low", urlOf("low"))) },
  };
}

/** Has everything loaded that is loaded when it is needed. */
export async function warmUp(): Promise<void> {
  await play({ seed: 1, orders: WARMING, options: {}, faults: {}, faultsForSeconds: 0 }, 10);
}

async function countsOf(sqs: SQSClient, name: string, QueueUrl: string): Promise<Record<string, number>> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  const counts = Object.entries(Attributes).filter(([key]) => key.startsWith("ApproximateNumberOfMessages"));
  return Object.fromEntries(counts.map(([key, count]) => [`${name} ${key}`, Number(count)]));
}
