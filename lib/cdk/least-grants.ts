// Permissions on one queue or bucket and its key: CDK's own grants give more than is used.

import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { CLASSES } from "../core/payload-classes.ts";
import { explainWildcard } from "./wildcards.ts";

/** @param more what else may be done with the queue. */
export function grantSend(grantee: IGrantable, queue: IQueue, ...more: readonly string[]): readonly Grant[] {
  const key = queue.encryptionMasterKey;
  return [
    queue.grant(grantee, "sqs:SendMessage", ...more),
    ...(key === undefined ? [] : [key.grant(grantee, "kms:GenerateDataKey", "kms:Decrypt")]),
  ];
}

export function grantReceive(grantee: IGrantable, queue: IQueue): readonly Grant[] {
  const actions = ["ReceiveMessage", "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes"];
  const key = queue.encryptionMasterKey;
  return [
    queue.grant(grantee, ...actions.map((action) => `sqs:${action}`)),
    ...(key === undefined ? [] : [key.grant(grantee, "kms:Decrypt")]),
  ];
}

export function grantObjects(grantee: IGrantable, bucket: IBucket, actions: readonly string[]): readonly Grant[] {
  // Whatever else is in a bucket that was given is none of theirs.
  const resourceArns = CLASSES.map(({ prefix }) => bucket.arnForObjects(`${prefix}/*`));
  for (const arn of resourceArns)
    explainWildcard(
      grantee,
      arn,
      "Objects are named by the jobs whose arguments they hold; these folders are for them.",
    );
  const objects = Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns });
  const key = bucket.encryptionKey;
  return key === undefined ? [objects] : [objects, key.grant(grantee, "kms:GenerateDataKey", "kms:Decrypt")];
}

/**
 * To read and write objects. Who may not list them is told "forbidden" of one that isn't there.
 *
 * @param more what else may be done with them.
 */
export function grantReading(grantee: IGrantable, bucket: IBucket, ...more: readonly string[]): readonly Grant[] {
  return [
    ...grantObjects(grantee, bucket, ["s3:GetObject", "s3:PutObject", ...more]),
    Grant.addToPrincipal({ grantee, actions: ["s3:ListBucket"], resourceArns: [bucket.bucketArn] }),
  ];
}
