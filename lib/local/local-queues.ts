// The queues of the topology, made at an endpoint, and the variables by which another process finds them.

import { type Endpoint, endpointVariables } from "../aws/endpoint.ts";
import type { QueuePair } from "../aws/queues.ts";
import { queueVariable } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { QueuePlan } from "../core/topology.ts";

/** A plan and the two queues that were made by it. */
export interface LocalQueue {
  readonly plan: QueuePlan;
  readonly pair: QueuePair;
}

/**
 * @param make makes one plan's queues at the endpoint.
 * @throws `ErrandError` `local_failed` when the endpoint can't be reached or refuses.
 */
export async function makeLocalQueues(
  { url }: Endpoint,
  plans: readonly QueuePlan[],
  make: (plan: QueuePlan) => Promise<QueuePair>,
): Promise<readonly LocalQueue[]> {
  const queues: LocalQueue[] = [];
  try {
    for (const plan of plans) queues.push({ plan, pair: await make(plan) });
    return queues;
  } catch (cause) {
    throw new ErrandError(
      "local_failed",
      `The queues can't be made at ${url}: ${String(cause)}.` +
        " Start what should answer there, or leave the endpoint out to use the engine.",
      { cause },
    );
  }
}

/** Endpoint, region, keys, mode and queue URLs. */
export function toVariables(endpoint: Endpoint, queues: readonly LocalQueue[]): Record<string, string> {
  const variables: Record<string, string> = { ...endpointVariables(endpoint), ERRAND_MODE: "sqs" };
  for (const { plan, pair } of queues) {
    variables[queueVariable(plan.priority, "queue")] = pair.url;
    variables[queueVariable(plan.priority, "dead")] = pair.deadUrl;
  }
  return variables;
}
