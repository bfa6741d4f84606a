// The SDK clients in front of an endpoint, as any user makes them: no retries, so that each answer is seen as it came.

import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SdkRequestHandler } from "../../lib/engine/request-handler.ts";

export const LOCAL_ROLE = "arn:aws:iam::000000000000:role/scheduler";

const LOCAL = {
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
};

export function createClients(endpoint: string) {
  const requestHandler = { httpAgent: { maxSockets: 200 } };
  return {
    sqs: new SQSClient({ ...LOCAL, endpoint, requestHandler }),
    scheduler: new SchedulerClient({ ...LOCAL, endpoint, requestHandler }),
  };
}

/** The same for an engine in this process. */
export function createClientsOf(requestHandler: SdkRequestHandler) {
  return {
    sqs: new SQSClient({ ...LOCAL, requestHandler }),
    scheduler: new SchedulerClient({ ...LOCAL, requestHandler }),
  };
}
