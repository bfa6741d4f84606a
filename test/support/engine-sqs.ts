// SQS for tests: the engine in this process behind the real SDK, with the queues of the usual topology.

import { SQSClient } from "@aws-sdk/client-sqs";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { START } from "./kernels.ts";
import { makeUsualQueues } from "./usual-queues.ts";

export async function anEngineSqs() {
  const clock = createManualClock(START);
  const client = new SQSClient({
    requestHandler: createRequestHandler(createEngine({ clock })),
    endpoint: "http://localhost",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { environment, pairs } = await makeUsualQueues(client);
  return { clock, client, environment, pairs };
}
