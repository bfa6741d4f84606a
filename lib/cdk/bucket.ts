// The bucket for what is too large for a message: given, or made when asked for.

import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { CLASSES } from "../core/payload-classes.ts";
import type { CheckedProps } from "./job-queues-props.ts";

export function toBucket(
  scope: Construct,
  { bucket, encryptionKey, removalPolicy }: Pick<CheckedProps, "bucket" | "encryptionKey" | "removalPolicy">,
): IBucket | undefined {
  if (bucket === false) return undefined;
  if (bucket !== true) return bucket;
  const made = new Bucket(scope, "Payloads", {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    ...(encryptionKey === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
    // What is done is deleted by who has done it. These are for the rest: what crashed, was purged, was discarded when dead, or never enqueued.
    lifecycleRules: CLASSES.map(({ prefix, days }) => ({
      prefix: `${prefix}/`,
      expiration: Duration.days(days),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    })),
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  });
  Validations.of(made).acknowledge({
    id: "AwsSolutions-S1",
    reason:
      "Only functions of this stack read and write it, each object once; a log of that needs a bucket of its own.",
  });
  return made as unknown as IBucket; // which it is; CDK's types don't say so where optional properties are exact
}
