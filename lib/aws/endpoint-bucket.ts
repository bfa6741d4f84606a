// The bucket of a local runner, made at its endpoint.

import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { Endpoint } from "./endpoint.ts";
import { LARGE_REQUEST_TIMEOUTS } from "./request-timeouts.ts";

/** The region in which a bucket is made where nothing is said; S3 refuses to have it named. */
const UNNAMED_REGION = "us-east-1";

/** Makes the bucket, or finds that it is there and one's own. Rejects with the SDK's error. */
export async function makeEndpointBucket({ url, region, ...credentials }: Endpoint, bucket: string): Promise<void> {
  const s3 = new S3Client({
    endpoint: url,
    region,
    credentials,
    forcePathStyle: true,
    requestHandler: LARGE_REQUEST_TIMEOUTS,
  });
  const place = region === UNNAMED_REGION ? {} : { LocationConstraint: region as never }; // the SDK's list of regions is closed
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: place }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "BucketAlreadyOwnedByYou") throw error;
  } finally {
    s3.destroy();
  }
}
