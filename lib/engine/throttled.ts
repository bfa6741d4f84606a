// The refusal of a request that came too soon after others, in the words of the service that was asked.

import { randomUUID } from "node:crypto";
import type { EngineRequest, EngineResponse } from "./exchange.ts";
import { SqsError } from "./sqs/errors.ts";
import { toErrorResponse } from "./sqs/protocol.ts";

/** SQS calls it RequestThrottled, as its model has it; services that speak REST, ThrottlingException. */
export function toThrottled({ headers }: EngineRequest): EngineResponse {
  const message = "The request was denied due to request throttling.";
  if (headers["x-amz-target"]?.startsWith("AmazonSQS.")) {
    return toErrorResponse(randomUUID(), new SqsError("RequestThrottled", message));
  }
  return {
    status: 429,
    headers: { "content-type": "application/json", "x-amzn-errortype": "ThrottlingException" },
    body: JSON.stringify({ message }),
  };
}
