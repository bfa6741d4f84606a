// An SQS client for one given endpoint, and the variables with which every other process finds the same.

import { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";
import { REQUEST_TIMEOUTS } from "./request-timeouts.ts";

/** Where an endpoint is and how to sign for it. */
export interface Endpoint {
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Keys that no emulator looks at, and that can't be anybody's secret. */
const EMULATOR_KEYS = { accessKeyId: "test", secretAccessKey: "test" };

/** The engine at `url`: it takes any keys, so nobody's own are used. */
export function toEngineEndpoint(url: string, region: string): Endpoint {
  return { url, region, ...EMULATOR_KEYS };
}

/** The endpoint at `url`, which may be AWS itself: with the keys of the environment, if it has any. */
export function toGivenEndpoint(url: string, region: string, environment: Environment): Endpoint {
  const accessKeyId = environment["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"];
  if (!accessKeyId || !secretAccessKey) return { url, region, ...EMULATOR_KEYS };
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  return { url, region, accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

export function createEndpointClient({ url, region, ...credentials }: Endpoint): SQSClient {
  return new SQSClient({ endpoint: url, region, credentials, requestHandler: REQUEST_TIMEOUTS });
}

/**
 * The variables as the AWS SDKs read them; the JavaScript SDK reads AWS_REGION, Python's AWS_DEFAULT_REGION. Only an
 * emulator's keys are among them: whoever has keys of their own has them in their environment already.
 */
export function endpointVariables({ url, region, accessKeyId, secretAccessKey }: Endpoint): Record<string, string> {
  const variables = { AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_DEFAULT_REGION: region };
  if (secretAccessKey !== EMULATOR_KEYS.secretAccessKey) return variables;
  return { ...variables, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** What would lead an SDK elsewhere, or to other keys, beside the variables of an engine. */
export const MISLEADING_VARIABLES = {
  AWS_PROFILE: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_ENDPOINT_URL_SQS: undefined,
};
