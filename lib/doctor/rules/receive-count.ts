// SQS's own giving up is the net under crashes: it must not catch what was only throttled.

import type { Queue } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import { type Complaint, each, known, type Rule } from "../rule.ts";

/** Here receives that throttles caused are surely told from attempts no more. */
const FAR_TOO_FEW = 3;
/** As in `core/topology.ts`. */
const FEWEST_RECEIVES = 20;
/** SQS's bound: API reference, SetQueueAttributes, RedrivePolicy. */
const MOST_RECEIVES = 1000;

const BECAUSE = "Throttles and crashes raise the count as well, and jobs that never ran would be dead.";

export const maxReceiveCount: Rule = {
  name: "max-receive-count",
  severity: "error",
  sentence: "A queue gives a message up after more than 3 receives, and at most 1,000.",
  remedy: "Set maxReceiveCount to 20 or more: Errand counts attempts itself, by each job's retry policy.",
  source: PAGES.eventSource,
  check: each(
    ({ queues }) => queues,
    (queue) => outside(queue, FAR_TOO_FEW + 1, MOST_RECEIVES),
  ),
};

export const receiveCountNet: Rule = {
  name: "receive-count-net",
  severity: "warning",
  sentence: "A queue gives a message up after at least 20 receives.",
  remedy: "Set maxReceiveCount to 20 or more: Errand counts attempts itself, by each job's retry policy.",
  source: PAGES.eventSource,
  check: each(
    ({ queues }) => queues,
    (queue) =>
      known(queue.maxReceiveCount, (count) => count !== undefined && count > FAR_TOO_FEW)
        ? outside(queue, FEWEST_RECEIVES, Number.POSITIVE_INFINITY)
        : undefined,
  ),
};

function outside(queue: Queue, least: number, most: number): Complaint | undefined {
  const { maxReceiveCount: count } = queue;
  if (!known(count, (value) => value !== undefined && (value < least || value > most))) return undefined;
  const isTooFew = Number(count) < least;
  return {
    resource: queue,
    property: "Properties.RedrivePolicy.maxReceiveCount",
    expected: isTooFew ? `at least ${Math.max(least, FEWEST_RECEIVES)}` : `at most ${most}`,
    got: String(count),
    ...(isTooFew ? { because: BECAUSE } : {}),
  };
}
