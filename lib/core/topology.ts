// The queues that a set of jobs needs, and every number that belongs to them, derived together: what is deployed and
// what runs locally are both built from this.

import type { JobDefinition } from "./definition.ts";
import { type EventSourcePlan, type EventSourceSettings, toEventSourcePlan } from "./event-source-options.ts";
import { usualFunctionTimeout } from "./function-timeout.ts";
import type { Priority, ScheduledPost } from "./ports.ts";
import { toSchedulePlans } from "./schedule-plans.ts";

/** What a topology takes from a job's definition: plain data, so that it may come from another process. */
export type PlannedJob = Pick<JobDefinition, "name" | "priority" | "timeoutSeconds" | "schedules">;

/** One priority's queue, its dead-letter queue, and how its messages reach the handler. */
export interface QueuePlan extends EventSourcePlan {
  readonly priority: Priority;
  readonly name: string;
  readonly deadName: string;
  /**
   * How long a message that was received stays hidden: at least six times the function's timeout and the window, as AWS asks
   * for; and three windows, so that what was killed comes back before (`quarantine.ts`), though it waits twice for its batch.
   */
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
  /** Those that stand in the jobs' definitions. */
  readonly schedules: readonly ScheduledPost[];
}

/** What may be chosen of a topology. */
export interface TopologyOptions {
  /** The jobs; where they aren't known here, there are no schedules of theirs. */
  readonly definitions?: Iterable<PlannedJob>;
  /** What the queues' names begin with; default `errand`. */
  readonly prefix?: string;
  /** How long one invocation may take, in seconds; default: derived from the jobs' timeouts, 60 to 900. */
  readonly functionTimeoutSeconds?: number | undefined;
  /** How long a received message stays hidden where no event source reads the queues, in seconds; default: derived from the function's timeout. */
  readonly visibilitySeconds?: number | undefined;
  /** Each queue's own event source. */
  readonly eventSources?: Readonly<Partial<Record<Priority, EventSourceSettings>>> | undefined;
}

/** SQS's attributes of a queue, or of its dead-letter queue: texts, as SQS has them. */
export type QueueAttributes = Readonly<Record<string, string>>;

const DAY_SECONDS = 86_400;

/** 1 MiB, which SQS takes since August 2025. Older queues take a quarter of it, and would refuse a retry that has grown. */
export const MAXIMUM_MESSAGE_BYTES = 1_048_576;

export function toDeadQueueAttributes({ deadRetentionSeconds }: QueuePlan): QueueAttributes {
  return { MaximumMessageSize: String(MAXIMUM_MESSAGE_BYTES), MessageRetentionPeriod: String(deadRetentionSeconds) };
}

/** @param deadLetterTargetArn the ARN of its dead-letter queue, which is made before it. */
export function toQueueAttributes(plan: QueuePlan, deadLetterTargetArn: string): QueueAttributes {
  return {
    MaximumMessageSize: String(MAXIMUM_MESSAGE_BYTES),
    VisibilityTimeout: String(plan.visibilitySeconds),
    MessageRetentionPeriod: String(plan.retentionSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: plan.maxReceiveCount }),
  };
}

/** @throws `ErrandError` `invalid_option` for an event source that Lambda would refuse. */
export function toTopology(options: TopologyOptions = {}): Topology {
  const { prefix = "errand", eventSources = {}, definitions = [] } = options;
  const jobs = [...definitions];
  const functionTimeoutSeconds = options.functionTimeoutSeconds ?? usualFunctionTimeout(jobs);
  const plan = (priority: Priority): QueuePlan => {
    const source = toEventSourcePlan(eventSources[priority] ?? {}, `eventSources.${priority}`);
    const visibilitySeconds =
      options.visibilitySeconds ?? 6 * functionTimeoutSeconds + 3 * source.batchingWindowSeconds;
    const retentionSeconds = 7 * DAY_SECONDS;
    return {
      priority,
      name: `${prefix}-${priority}`,
      deadName: `${prefix}-${priority}-dead`,
      visibilitySeconds,
      retentionSeconds,
      deadRetentionSeconds: 14 * DAY_SECONDS,
      maxReceiveCount: netOf(visibilitySeconds, retentionSeconds),
      ...source,
    };
  };
  return { functionTimeoutSeconds, queues: [plan("high"), plan("low")], schedules: toSchedulePlans(jobs) };
}

/** SQS's bounds: API reference, SetQueueAttributes, RedrivePolicy; at least as many as messages are sent on with a trace. */
const FEWEST_RECEIVES = 20;
const MOST_RECEIVES = 1000;

/**
 * Throttles and workers that can't start raise the receive count as well, and burn no attempt: so the net acts after
 * half of the time that the queue keeps a message: each comeback may also wait to be received. SQS lets it count no further than 1,000.
 */
function netOf(visibilitySeconds: number, retentionSeconds: number): number {
  const receives = Math.floor((0.5 * retentionSeconds) / visibilitySeconds);
  return Math.min(MOST_RECEIVES, Math.max(FEWEST_RECEIVES, receives));
}
