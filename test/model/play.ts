// A scenario played on the harness to its end, and everything that could be seen of it.

import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { ErrandEvent } from "errand";
import { createHarness, type DeadEntry, type Harness, type RunEntry } from "errand/testing";
import { type Behaviour, createJobs, type Role } from "./behaviours.ts";
import type { Order, Scenario } from "./scenario.ts";

/** A job whose `.enqueue` has resolved, or a message that the queue has taken. */
export interface Accepted {
  readonly id: string;
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

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
  const accepted: Accepted[] = [];
  const child: Role = { behaviour: { kind: "has one attempt" }, crashes: 0 };
  const jobs = createJobs(
    () => harness.crash(),
    (id) => accepted.push({ id, role: child, dueAt: harness.now.getTime() }),
  );
  const onEvent = (event: ErrandEvent) => void events.push(event);
  await using harness: Harness = createHarness(jobs.catalog, { ...options, patience, onEvent });
  const sqs = new SQSClient({
    requestHandler: harness.requestHandler,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const urlOf = (priority: string) => harness.environment[`ERRAND_${priority.toUpperCase()}_QUEUE_URL`] as string;

  const enqueue = async ({ behaviour, crashes, priority, delaySeconds }: Order): Promise<void> => {
    const role: Role = { behaviour, crashes };
    const job = jobs.toEnqueue[behaviour.kind];
    if (job !== undefined) {
      const { id, dueAt } = await job.with({ priority, delay: delaySeconds }).enqueue(role);
      accepted.push({ id, role, dueAt: dueAt.getTime() });
      return;
    }
    const isForeign = behaviour.kind === "is foreign";
    const MessageBody = isForeign ? JSON.stringify({ function: "plain", args: [role] }) : '{"function": 5}';
    const { MessageId: id = "" } = await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(priority), MessageBody }));
    accepted.push({ id, role, dueAt: harness.now.getTime() });
  };

  harness.faults({ ...faults, seed });
  let seconds = 0;
  for (const order of orders.toSorted((a, b) => a.afterSeconds - b.afterSeconds)) {
    if (order.afterSeconds > seconds) await harness.advance(order.afterSeconds - seconds);
    seconds = Math.max(seconds, order.afterSeconds);
    // What is refused was not accepted: nothing is promised of it.
    await enqueue(order).catch(() => {});
  }
  await harness.advance(faultsForSeconds);
  harness.faults({});
  await harness.advance(REST);

  return {
    accepted,
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
  const order = { crashes: 0, afterSeconds: 0, delaySeconds: 0, priority: "low" } as const;
  const behaviours: readonly Behaviour[] = [
    { kind: "fails", times: 5 },
    { kind: "is foreign", times: 0 },
    { kind: "is unknown" },
    { kind: "is refused by its schema" },
    { kind: "is malformed" },
  ];
  const orders = [
    ...behaviours.map((behaviour) => ({ ...order, behaviour })),
    { ...order, behaviour: { kind: "has one attempt" }, crashes: 6 } as const,
  ];
  await play({ seed: 1, orders, options: {}, faults: {}, faultsForSeconds: 0 }, 10);
}

async function countsOf(sqs: SQSClient, name: string, QueueUrl: string): Promise<Record<string, number>> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  const counts = Object.entries(Attributes).filter(([key]) => key.startsWith("ApproximateNumberOfMessages"));
  return Object.fromEntries(counts.map(([key, count]) => [`${name} ${key}`, Number(count)]));
}
