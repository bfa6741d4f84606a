// What may be chosen of one priority's queues.

import { type Duration, Token } from "aws-cdk-lib";
import { ErrandError, show } from "../core/errors.ts";
import { type EventSourceSettings, MOST_WITHOUT_WINDOW, toEventSourcePlan } from "../core/event-source-options.ts";
import { expectKnownKeys, refuse } from "../core/options.ts";
import { toWholeSeconds } from "./whole-seconds.ts";

/** Queues that are there already. What they are set to stays as it is: `errand doctor --stack` tells what of it is wrong. */
export interface ExistingQueues {
  readonly queueArn: string;
  readonly deadLetterQueueArn: string;
  /** Of the KMS key that both are encrypted with; default none. */
  readonly keyArn?: string;
}

export interface QueueOptions {
  /** Messages a batch at most: 1 to 10,000; default 10. Above 10 it needs a batching window. */
  readonly batchSize?: number;
  /** How long a batch that isn't full is waited for: 0 to 5 minutes, in whole seconds; default 0. */
  readonly batchingWindow?: Duration;
  /**
   * Whether jobs run one after the other, in the order of their enqueueing, for each job by its name; default `false`. Batches are
   * of 10 at most, without a window. Of existing queues it is told by their ARNs, or where these are known only when they are
   * deployed, here.
   */
  readonly fifo?: boolean;
  /** Used in place of queues of its own. */
  readonly existing?: ExistingQueues;
}

export interface CheckedQueue {
  readonly source: Omit<EventSourceSettings, "maximumConcurrency">;
  readonly fifo: boolean;
  readonly existing: ExistingQueues | undefined;
}

/** Lambda's, in seconds. API reference: CreateEventSourceMapping, MaximumBatchingWindowInSeconds. */
const WINDOW = { min: 0, max: 300 };

const WINDOW_ADVICE =
  "Lambda takes more than 10 messages only with one: give Duration.seconds(1) or more, or make the batch smaller.";

/** @throws `ErrandError` `invalid_option`. */
export function checkQueue(options: QueueOptions = {}, where: string): CheckedQueue {
  expectKnownKeys(options, ["batchSize", "batchingWindow", "fifo", "existing"], where);
  const { batchSize, batchingWindow, existing } = options;
  if (existing !== undefined) expectExisting(existing, `${where}.existing`);
  // An ARN that is known only when it is deployed doesn't show it.
  const named = existing === undefined || Token.isUnresolved(existing.queueArn) ? undefined : existing.queueArn;
  if (named !== undefined && options.fifo !== undefined) {
    throw new ErrandError("invalid_option", `${where}: "fifo" is what the existing queue is. Leave it out.`);
  }
  const fifo = named === undefined ? (options.fifo ?? false) : named.endsWith(".fifo");
  if (typeof fifo !== "boolean") throw refuse(`${where}: "fifo"`, "true or false", fifo);
  const batchingWindowSeconds =
    batchingWindow === undefined ? undefined : toWholeSeconds(batchingWindow, WINDOW, `${where}: "batchingWindow"`);
  const source = { batchSize, batchingWindowSeconds };
  if ((batchSize ?? 0) > MOST_WITHOUT_WINDOW && !batchingWindowSeconds && !fifo) {
    throw refuse(
      `${where}: "batchingWindow"`,
      `there for a "batchSize" of ${batchSize}`,
      batchingWindow,
      WINDOW_ADVICE,
    );
  }
  const plan = toEventSourcePlan(source, where);
  if (!fifo || (plan.batchSize <= MOST_WITHOUT_WINDOW && plan.batchingWindowSeconds === 0)) {
    return { source, fifo, existing };
  }
  throw new ErrandError(
    "invalid_option",
    `${where}: a FIFO queue's batches hold at most ${MOST_WITHOUT_WINDOW} messages, and have no window, got ${plan.batchSize} and ` +
      `${plan.batchingWindowSeconds} seconds. Leave "batchingWindow" out and "batchSize" at ${MOST_WITHOUT_WINDOW} or less.`,
  );
}

function expectExisting(existing: ExistingQueues, where: string): void {
  expectKnownKeys(existing, ["queueArn", "deadLetterQueueArn", "keyArn"], where);
  for (const key of ["queueArn", "deadLetterQueueArn"] as const) {
    const arn = existing[key];
    if (Token.isUnresolved(arn) || /^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]+(\.fifo)?$/.test(arn)) continue;
    const example = "arn:aws:sqs:eu-central-1:111122223333:jobs";
    throw refuse(`${where}: "${key}"`, `a queue's ARN, as ${example}`, arn, "Copy it from the queue's page.");
  }
}

/**
 * A queue in two places would have two mappings to one function, which Lambda refuses, or its dead jobs would be run. A dead-letter
 * queue may be that of both.
 *
 * @throws `ErrandError` `invalid_option`.
 */
export function expectApart(checked: readonly CheckedQueue[]): void {
  const given = checked.flatMap(({ existing }) => existing ?? []);
  const queues = given.map(({ queueArn }) => queueArn);
  const dead = given.map(({ deadLetterQueueArn }) => deadLetterQueueArn);
  const twice = queues.find((arn, index) => dead.includes(arn) || queues.indexOf(arn) !== index);
  if (twice === undefined) return;
  throw new ErrandError(
    "invalid_option",
    `JobQueues: queues: "existing" must name a queue of jobs once, got ${show(twice)} in two places. Give high and low a queue each, ` +
      "and as its dead-letter queue the one that its redrive policy names.",
  );
}
