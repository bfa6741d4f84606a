// The way to SQS that costs nothing until it is taken: the SDK is loaded at the first send.

import type { Environment } from "../core/environment.ts";
import type { Broker } from "../core/ports.ts";

/** A broker on the queues that the environment names; endpoint, region and credentials as every AWS SDK reads them. */
export async function connectToSqs(environment: Environment): Promise<Broker> {
  const [{ createSqsBroker }, { SQSClient }] = await Promise.all([
    import("./sqs-broker.ts"),
    import("@aws-sdk/client-sqs"),
  ]);
  // Left alone, the SDK prefers a queue URL's host to the endpoint. That is right on AWS, where the queue may be in
  // another region; but LocalStack's URLs have hosts (sqs.us-east-1.localhost) that resolve nowhere.
  const endpoint = environment["AWS_ENDPOINT_URL_SQS"] || environment["AWS_ENDPOINT_URL"];
  return createSqsBroker(new SQSClient(endpoint ? { endpoint, useQueueUrlAsEndpoint: false } : {}), environment);
}
