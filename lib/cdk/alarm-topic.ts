// The SNS topic that alarms are sent to, and what CloudWatch needs to be allowed there.

import { ArnFormat, Aws, Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/** A topic that takes messages over TLS only. */
export function makeAlarmTopic(scope: Construct): Topic {
  return new Topic(scope, "Topic", { enforceSSL: true });
}

/**
 * Lets the account's alarms publish. A topic's policy replaces SNS's default one, by which they may: so that has to be said, or
 * every alarm would be lost without a word. A topic of another stack keeps the policy that it has. Source: SNS guide, "Amazon SNS
 * identity and access".
 */
export function letAlarmsPublish(topic: ITopic): void {
  const alarmArns = Stack.of(topic).formatArn({
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
}
