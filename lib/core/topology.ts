// The queues that a set of jobs needs, and every number that belongs to them, derived together: what is deployed and
// what runs locally are both built from this.

import { type EventSourcePlan, type EventSourceSettings, toEventSourcePlan } from "./event-source-options.ts";
import type { Priority } from "./ports.ts";

/** One priority's queue, its dead-letter queue, and how its messages reach the handler. */
export interface QueuePlan extends EventSourcePlan {
  readonly priority: Priority;
  readonly name: string;
  readonly deadName: string;
  /** How long a message that was received stays hidden: at least six times the function's timeout and the window. */
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** Longer than the queue's: a message that SQS itself dead-letters keeps the time of its first sending. */
  readonly deadRetentionSeconds: number;
  /** The net under crashes: receives, not attempts, which the envelope counts. */
  readonly maxReceiveCount: number;
}

export interface Topology {
  readonly functionTimeoutSeconds: number;
  readonly queues: readonly [QueuePlan, QueuePlan];
}

/** What may be chosen of a topology. */
export interface TopologyOptions {
  /** What the queues' names begin with; default `errand`. */
  readonly prefix?: string;
  /** How long one invocation may take, in seconds; default 60. */
  readonly functionTimeoutSeconds?: number;
  /** Each queue's own event source. */
  readonly eventSources?: Readonly<Partial<Record<Priority, EventSourceSettings>>> | undefined;
}

/** SQS's attributes of a queue, or of its dead-letter queue: texts, as SQS has them. */
export type QueueAttributes = Readonly<Record<string, string>>;

const DAY_SECONDS = 86_400;

export function toDeadQueueAttributes({ deadRetentionSeconds }: QueuePlan): QueueAttributes {
  return { MessageRetentionPeriod: String(deadRetentionSeconds) };
}

/** @param deadLetterTargetArn the ARN of its dead-letter queue, which is made before it. */
export function toQueueAttributes(plan: QueuePlan, deadLetterTargetArn: string): QueueAttributes {
  return {
    VisibilityTimeout: String(plan.visibilitySeconds),
    MessageRetentionPeriod: String(plan.retentionSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: plan.maxReceiveCount }),
  };
}

/** @throws `ErrandError` `invalid_option` for an event source that Lambda would refuse. */
export function toTopology(options: TopologyOptions = {}): Topology {
  const { prefix = "errand", functionTimeoutSeconds = 60, eventSources = {} } = options;
  const plan = (priority: Priority): QueuePlan => {
    const source = toEventSourcePlan(eventSources[priority] ?? {}, `eventSources.${priority}`);
    return {
      priority,
      name: `${prefix}-${priority}`,
      deadName: `${prefix}-${priority}-dead`,
      visibilitySeconds: 6 * functionTimeoutSeconds + source.batchingWindowSeconds,
      retentionSeconds: 4 * DAY_SECONDS,
      deadRetentionSeconds: 14 * DAY_SECONDS,
      maxReceiveCount: 20,
      ...source,
    };
  };
  return { functionTimeoutSeconds, queues: [plan("high"), plan("low")] };
}
