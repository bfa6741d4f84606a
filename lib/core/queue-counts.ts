// What can be seen of a priority's queues from outside.

/** How many messages a pair of queues holds; SQS calls its own counts approximate. */
export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly inFlight: number;
  readonly dead: number;
}
