// Where schedules are kept, the role in which they send, and those that stand in the jobs' definitions.

import { Aws, CfnResource, type RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSchedule, CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Priority, ScheduledPost } from "../core/ports.ts";
import { scheduleDeadLetter } from "../core/schedule-dead-letter.ts";
import { grantSend } from "./least-grants.ts";
import type { QueuePair } from "./queue-pair.ts";

export interface Schedules {
  readonly group: CfnScheduleGroup;
  /** Of the group, as AWS and every variable has it. */
  readonly groupName: string;
  /** All schedules of the group. */
  readonly scheduleArns: string;
  readonly role: Role;
}

/** @param posts those of the definitions. */
export function makeSchedules(
  scope: Construct,
  pairs: Readonly<Record<Priority, QueuePair>>,
  posts: readonly ScheduledPost[],
  removalPolicy: RemovalPolicy | undefined,
): Schedules {
  const schedules = new Construct(scope, "Schedules");
  const group = new CfnScheduleGroup(schedules, "Group");
  // CloudFormation names it; the reference gives that name.
  const groupName = group.ref;
  const role = new Role(schedules, "Role", {
    description: "In which EventBridge Scheduler sends the jobs of schedules to their queues.",
    assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID, "aws:SourceArn": group.attrArn } },
    }),
  });
  for (const { queue, deadLetterQueue } of Object.values(pairs)) {
    grantSend(role, queue);
    grantSend(role, deadLetterQueue); // what can't be sent for a day
  }
  // With a group its schedules go, and the jobs that they hold back; without the role's policy none could be sent.
  for (const kept of removalPolicy === undefined ? [] : [group, ...role.node.findAll()]) {
    if (CfnResource.isCfnResource(kept)) kept.applyRemovalPolicy(removalPolicy);
  }
  for (const post of posts) {
    const { priority } = post;
    const deadLetterQueue = scheduleDeadLetter(
      priority,
      (one) => pairs[one].deadLetterQueue,
      ({ fifo }) => fifo,
    );
    toResource(schedules, post, pairs[priority].queue, { groupName, role, deadLetterQueue });
  }
  const scheduleArns = Stack.of(scope).formatArn({
    service: "scheduler",
    resource: "schedule",
    resourceName: `${groupName}/*`,
  });
  return { group, groupName, scheduleArns, role };
}

interface Place {
  readonly groupName: string;
  readonly role: Role;
  /** None where both priorities' are FIFO queues: what can't be sent for a day is then lost. */
  readonly deadLetterQueue: IQueue | undefined;
}

/**
 * Its id is made of all that it says: what changes is another schedule, and the old one goes. Its name is left to
 * CloudFormation, which knows schedules by their names alone, whatever group they are in.
 */
function toResource(scope: Construct, post: ScheduledPost, queue: IQueue, place: Place): void {
  const { groupName, role, deadLetterQueue } = place;
  const { name, expression, timeZone, enabled, body } = post;
  const schedule = new CfnSchedule(scope, name, {
    groupName,
    scheduleExpression: expression,
    scheduleExpressionTimezone: timeZone,
    state: enabled ? "ENABLED" : "DISABLED",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: queue.queueArn,
      roleArn: role.roleArn,
      input: asLiteral(body),
      ...(deadLetterQueue === undefined ? {} : { deadLetterConfig: { arn: deadLetterQueue.queueArn } }),
      ...(queue.fifo ? { sqsParameters: { messageGroupId: JSON.parse(body).function } } : {}),
    },
  });
  // AWS asks whether the role may send when the schedule is made.
  schedule.node.addDependency(role);
}

/**
 * The same JSON, in which CloudFormation finds no `{{resolve:…}}`, nor the CDK a token: an argument is a text, and no secret is put in
 * its place. In JSON, such braces stand in texts only. CloudFormation guide, "Get values stored in other services".
 */
function asLiteral(json: string): string {
  return json.replaceAll(/(?<=[{$#])[{]/g, "\\u007b");
}
