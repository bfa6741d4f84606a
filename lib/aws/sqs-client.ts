// The SQS client of a program: endpoint, region and keys as every AWS SDK reads them.

import type { SQSClient, SQSClientConfig } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";

/** @param special what is to differ from the usual. */
export async function createSqsClient(environment: Environment, special: SQSClientConfig = {}): Promise<SQSClient> {
  // Here and in the broker by import(): a bundler that doesn't split would load the SDK at the start otherwise.
  const { SQSClient } = await import("@aws-sdk/client-sqs");
  // Left alone, the SDK prefers a queue URL's host to the endpoint. That is right on AWS, where the queue may be in
  // another region; but LocalStack's URLs have hosts (sqs.us-east-1.localhost) that resolve nowhere.
  const endpoint = environment["AWS_ENDPOINT_URL_SQS"] || environment["AWS_ENDPOINT_URL"];
  return new SQSClient({
    requestHandler: REQUEST_TIMEOUTS,
    ...special,
    ...(endpoint ? { endpoint, useQueueUrlAsEndpoint: false } : {}),
  });
}
