// SQS for tests: the engine in this process behind the real SDK, with the queues of the usual topology.

import { SQSClient } from "@aws-sdk/client-sqs";
import { makeQueues, type QueuePair } from "../../lib/aws/queues.ts";
import { queueVariable } from "../../lib/core/environment.ts";
import type { Clock, Priority } from "../../lib/core/ports.ts";
import { toTopology } from "../../lib/core/topology.ts";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "./kernels.ts";

function anSqsClient(clock: Clock, through: (engine: Engine) => Engine): SQSClient {
  return new SQSClient({
    requestHandler: createRequestHandler(through(createEngine({ clock }))),
    endpoint: "http://localhost",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
}

/** @param through what stands between the client and the engine. */
export async function anEngineSqs(through: (engine: Engine) => Engine = (engine) => engine) {
  const clock = createManualClock(START);
  const client = anSqsClient(clock, through);
  const environment: Record<string, string> = {};
  const pairs = {} as Record<Priority, QueuePair>;
  for (const plan of toTopology().queues) {
    const pair = await makeQueues(client, plan);
    pairs[plan.priority] = pair;
    environment[queueVariable(plan.priority, "queue")] = pair.url;
    environment[queueVariable(plan.priority, "dead")] = pair.deadUrl;
  }
  return { clock, client, environment, pairs };
}
