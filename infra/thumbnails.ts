// The bucket for the thumbnails, and who may do what in it.

import { type CfnElement, type RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";

export function makeThumbnails(scope: Construct, id: string, removalPolicy: RemovalPolicy): Bucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy,
  });
  const reason = "What is in it is shown to everybody on the page; whoever asks for the page is in the function's log.";
  Validations.of(bucket).acknowledge({ id: "AwsSolutions-S1", reason });
  return bucket;
}

/** Less than CDK's own grants give: of objects, this one action. */
export function allowObjects(fn: LambdaFunction, action: "s3:PutObject" | "s3:GetObject", bucket: Bucket): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [bucket.arnForObjects("*")] }));
  const bucketId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
  Validations.of(fn.role ?? fn).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
    reason: "Thumbnails are named by the jobs that make them; nothing else is in the bucket.",
  });
}

/** Without it, S3 doesn't tell what is missing from what is forbidden. */
export function allowListing(fn: LambdaFunction, bucket: Bucket): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: ["s3:ListBucket"], resources: [bucket.bucketArn] }));
}
