// The SQS client that only receives: a poll may take as long as it waits, and what fails is tried again by the worker alone.

import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import { WAIT_SECONDS } from "./limits.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";
import { createSqsClient } from "./sqs-client.ts";

/** What a poll's answer may take on its way: then the connection is dead, and what was in it comes again in time. */
const ON_THE_WAY_MILLISECONDS = 5000;

export function createIntakeClient(environment: Environment): Promise<SQSClient> {
  return createSqsClient(environment, {
    requestHandler: { ...REQUEST_TIMEOUTS, requestTimeout: WAIT_SECONDS * 1000 + ON_THE_WAY_MILLISECONDS },
    maxAttempts: 1,
  });
}
