// The S3 client of a program: endpoint, region and keys as every AWS SDK reads them.

import type { S3Client } from "@aws-sdk/client-s3";
import type { Environment } from "../core/environment.ts";
import { LARGE_REQUEST_TIMEOUTS } from "./request-timeouts.ts";

export async function createS3Client(
  environment: Environment,
  requestHandler = LARGE_REQUEST_TIMEOUTS,
): Promise<S3Client> {
  // By import(): a bundler that doesn't split would load the SDK at the start otherwise.
  const { S3Client } = await import("@aws-sdk/client-s3");
  const endpoint = environment["AWS_ENDPOINT_URL_S3"] || environment["AWS_ENDPOINT_URL"];
  // The SDK puts a bucket's name before an endpoint's host, and errand.localhost resolves nowhere.
  return new S3Client({ requestHandler, ...(endpoint ? { endpoint, forcePathStyle: true } : {}) });
}
