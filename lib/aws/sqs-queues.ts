// Both ends of the queues that the environment names, on one client; what is far away waits with the scheduler.

import { systemClock } from "../core/clock.ts";
import type { Environment } from "../core/environment.ts";
import { farAway } from "../core/far-away.ts";
import type { Queues } from "../core/ports.ts";
import { schedulerOf } from "./connect-scheduler.ts";
import { SCHEDULE_BYTES } from "./limits.ts";
import { createSqsBroker } from "./sqs-broker.ts";
import { createSqsClient } from "./sqs-client.ts";
import { createSqsInbox } from "./sqs-inbox.ts";

export async function createSqsQueues(environment: Environment): Promise<Queues> {
  const client = await createSqsClient(environment);
  const queues = { ...createSqsBroker(client, environment), ...createSqsInbox(client, environment) };
  const scheduler = schedulerOf(environment);
  return scheduler === undefined
    ? queues
    : farAway(queues, { scheduler, mostBytes: SCHEDULE_BYTES, clock: systemClock, onProblem: warn });
}

function warn(problem: string): void {
  process.emitWarning(problem, { type: "ErrandWarning", code: "ERRAND_SCHEDULE" });
}
