// The clients that a deployed stack is read with; two of them are packages that only this needs.

import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import { ErrandError, show } from "../core/errors.ts";
import { toGivenEndpoint } from "./endpoint.ts";
import { regionOf } from "./region.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";

/** Where a stack is. */
export interface StackPlace {
  /** Default: AWS's own, or that of the environment. */
  readonly endpoint?: string | undefined;
  /** Default: that of the environment, as every SDK reads it. */
  readonly region?: string | undefined;
}

export interface StackClients {
  readonly cloudFormation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly sqs: SQSClient;
}

/** @throws `ErrandError` `doctor_failed` where a package isn't installed. */
export async function createStackClients(place: StackPlace, environment: Environment): Promise<StackClients> {
  const config = toConfig(place, environment);
  const [{ CloudFormationClient }, { LambdaClient }, { SchedulerClient }, { SQSClient }] = await Promise.all([
    import("@aws-sdk/client-cloudformation").catch(notInstalled),
    import("@aws-sdk/client-lambda").catch(notInstalled),
    import("@aws-sdk/client-scheduler"),
    import("@aws-sdk/client-sqs"),
  ]);
  return {
    cloudFormation: new CloudFormationClient(config),
    lambda: new LambdaClient(config),
    scheduler: new SchedulerClient(config),
    // An emulator's queue URLs may have hosts that resolve nowhere.
    sqs: new SQSClient("endpoint" in config ? { ...config, useQueueUrlAsEndpoint: false } : config),
  };
}

function toConfig({ endpoint, region }: StackPlace, environment: Environment) {
  const given = endpoint ?? environment["AWS_ENDPOINT_URL"];
  const shared = { requestHandler: REQUEST_TIMEOUTS };
  // Left alone, an SDK reads the region and the keys of a profile too.
  if (given && !URL.canParse(given)) {
    throw new ErrandError(
      "doctor_failed",
      `The endpoint must be a URL, as http://localhost:4566, got ${show(given)}. For AWS itself, leave it out.`,
    );
  }
  if (!given) return { ...shared, ...(region === undefined ? {} : { region }) };
  const { url, region: its, ...credentials } = toGivenEndpoint(given, region ?? regionOf(environment), environment);
  return { ...shared, endpoint: url, region: its, credentials };
}

function notInstalled(cause: unknown): never {
  throw new ErrandError(
    "doctor_failed",
    "A deployed stack is read with @aws-sdk/client-cloudformation and @aws-sdk/client-lambda, and they can't be loaded: " +
      `${cause instanceof Error ? cause.message.split("\n")[0] : cause}. ` +
      "Install them: npm install --save-dev @aws-sdk/client-cloudformation @aws-sdk/client-lambda",
    { cause },
  );
}
