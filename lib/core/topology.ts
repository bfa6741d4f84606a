// The queues that a set of jobs needs, and every number that belongs to them, derived together: what is deployed and
// what runs locally are both built from this.

import type { Priority } from "./ports.ts";

/** One priority's queue, its dead-letter queue, and how its messages reach the handler. */
export interface QueuePlan {
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
  /** Messages a batch. */
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
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
}

const DAY_SECONDS = 86_400;

export function toTopology({ prefix = "errand", functionTimeoutSeconds = 60 }: TopologyOptions = {}): Topology {
  const batchingWindowSeconds = 0;
  const plan = (priority: Priority): QueuePlan => ({
    priority,
    name: `${prefix}-${priority}`,
    deadName: `${prefix}-${priority}-dead`,
    visibilitySeconds: 6 * functionTimeoutSeconds + batchingWindowSeconds,
    retentionSeconds: 4 * DAY_SECONDS,
    deadRetentionSeconds: 14 * DAY_SECONDS,
    maxReceiveCount: 20,
    batchSize: 10,
    batchingWindowSeconds,
  });
  return { functionTimeoutSeconds, queues: [plan("high"), plan("low")] };
}
