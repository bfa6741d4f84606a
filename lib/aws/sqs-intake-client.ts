// The SQS clients of a long-running worker: the SDK's, without what costs time at every request and is of no use here.

import type { SQSClient, SQSClientConfig } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import { WAIT_SECONDS } from "./limits.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";
import { createSqsClient } from "./sqs-client.ts";

/** What a poll's answer may take on its way: then the connection is dead, and what was in it comes again in time. */
const ON_THE_WAY_MILLISECONDS = 5000;

/** What CloudTrail tells of who asked. */
const USER_AGENT = "errand-worker";

/** The client that only receives: a poll may take as long as it waits, and what fails is tried again by the worker alone. */
export function createReceivingClient(environment: Environment): Promise<SQSClient> {
  return createLeanClient(environment, {
    requestHandler: { ...REQUEST_TIMEOUTS, requestTimeout: WAIT_SECONDS * 1000 + ON_THE_WAY_MILLISECONDS },
    maxAttempts: 1,
    // TLS has checked every byte on the way, and Lambda's pollers are asked for no more either.
    md5: false,
  });
}

/** The client for all else that is done with messages in hand. */
export function createHandlingClient(environment: Environment): Promise<SQSClient> {
  return createLeanClient(environment, {});
}

/** Two requests for ten jobs: what the SDK does at each is most of what a job costs. */
async function createLeanClient(environment: Environment, special: SQSClientConfig): Promise<SQSClient> {
  const client = await createSqsClient(environment, { ...special, cacheMiddleware: true });
  const { middlewareStack } = client;
  // It copies what is sent and received for a logger, also where there is none.
  middlewareStack.remove("loggerMiddleware");
  // It is for Lambda.
  middlewareStack.remove("recursionDetectionMiddleware");
  // It puts together the same words at every request.
  middlewareStack.remove("getUserAgentMiddleware");
  middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers["user-agent"] = USER_AGENT;
      return next(args);
    },
    { step: "build", name: "errandUserAgent" },
  );
  return client;
}
