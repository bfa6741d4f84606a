// An SQS client for one given endpoint, and the variables with which every other process finds the same.

import { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../core/environment.ts";

/** Where an endpoint is and how to sign for it. */
export interface Endpoint {
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The endpoint at `url`, with the region and keys of the environment, or such as an emulator takes. */
export function toEndpoint(url: string, environment: Environment): Endpoint {
  return {
    url,
    region: environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || "us-east-1",
    accessKeyId: environment["AWS_ACCESS_KEY_ID"] || "test",
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] || "test",
  };
}

export function createEndpointClient({ url, region, accessKeyId, secretAccessKey }: Endpoint): SQSClient {
  return new SQSClient({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey } });
}

/** As the AWS SDKs read them; the JavaScript SDK reads AWS_REGION, Python's AWS_DEFAULT_REGION. */
export function endpointVariables({ url, region, accessKeyId, secretAccessKey }: Endpoint): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}
