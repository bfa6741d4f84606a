// The SNS topic that alarms are sent to, and what CloudWatch needs to be allowed there.

import { ArnFormat, Aws, Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/**
 * A topic that takes messages over TLS only. A policy of its own replaces SNS's default one, by which the account's own alarms may
 * publish: so that has to be said, or every alarm would be lost without a word. Source: SNS guide, "Amazon SNS identity and access".
 */
export function makeAlarmTopic(scope: Construct): Topic {
  const topic = new Topic(scope, "Topic", { enforceSSL: true });
  const alarmArns = Stack.of(scope).formatArn({
    service: "cloudwatch",
    resource: "alarm",
    resourceName: "*",
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  topic.grantPublish(
    new ServicePrincipal("cloudwatch.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID }, ArnLike: { "aws:SourceArn": alarmArns } },
    }),
  );
  return topic;
}
