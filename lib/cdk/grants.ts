// The permissions of whatever enqueues, of the worker besides, and of those who look after the dead: each the least that works.

import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Priority } from "../core/ports.ts";
import { grantObjects, grantReading, grantReceive, grantSend } from "./least-grants.ts";
import type { QueuePair } from "./queue-pair.ts";
import type { Schedules } from "./schedules.ts";
import { explainWildcard } from "./wildcards.ts";

/** What permissions are given on. */
export interface Granted {
  readonly pairs: Readonly<Record<Priority, QueuePair>>;
  readonly schedules: Schedules;
  readonly bucket: IBucket | undefined;
}

/** To send to the queues and see how much waits there, to store what is too large for them, and to make, change, find and end schedules in the group. */
export function grantSending(grantee: IGrantable, { pairs, schedules, bucket }: Granted): Grant {
  const { role } = schedules;
  return together([
    ...Object.values(pairs).flatMap(({ queue }) => grantSend(grantee, queue, "sqs:GetQueueAttributes")),
    grantSchedules(grantee, schedules, ["Create", "Update", "Get", "Delete"]),
    Grant.addToPrincipal({
      grantee,
      actions: ["iam:PassRole"],
      resourceArns: [role.roleArn],
      conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
    }),
    // Who cancels a job deletes what was stored of it.
    ...(bucket === undefined ? [] : grantObjects(grantee, bucket, ["s3:PutObject", "s3:DeleteObject"])),
  ]);
}

/**
 * To receive, to hide for longer, to send again and to bury, besides what `grantSending` gives: jobs enqueue jobs.
 *
 * @param priorities those that it works for.
 */
export function grantWorking(grantee: IGrantable, granted: Granted, priorities: readonly Priority[]): Grant {
  const { pairs, bucket } = granted;
  const own = priorities.map((priority) => pairs[priority]);
  return together([
    grantSending(grantee, granted),
    ...own.flatMap(({ queue }) => grantReceive(grantee, queue)),
    ...own.flatMap(({ deadLetterQueue }) => grantSend(grantee, deadLetterQueue)),
    ...(bucket === undefined ? [] : grantReading(grantee, bucket, "s3:DeleteObject")),
  ]);
}

/** To read, send back and discard the dead. What is stored of them is read, and stored anew where it would be gone too soon. */
export function grantDeadJobs(grantee: IGrantable, { pairs, bucket }: Granted): Grant {
  return together([
    ...Object.values(pairs).flatMap(({ queue, deadLetterQueue }) => [
      ...grantReceive(grantee, deadLetterQueue),
      ...grantSend(grantee, queue),
    ]),
    ...(bucket === undefined ? [] : grantReading(grantee, bucket)),
  ]);
}

/** To list schedules, which AWS allows for all groups or none, and to read those of the group: a list has no arguments in it. */
export function grantListing(grantee: IGrantable, { schedules }: Granted): Grant {
  return together([
    Grant.addToPrincipal({ grantee, actions: ["scheduler:ListSchedules"], resourceArns: ["*"] }),
    grantSchedules(grantee, schedules, ["Get"]),
  ]);
}

function grantSchedules(grantee: IGrantable, { scheduleArns }: Schedules, verbs: readonly string[]): Grant {
  explainWildcard(
    grantee,
    scheduleArns,
    "Schedules are named by the jobs that they hold back; the group holds no others.",
  );
  const actions = verbs.map((verb) => `scheduler:${verb}Schedule`);
  return Grant.addToPrincipal({ grantee, actions, resourceArns: [scheduleArns] });
}

function together(grants: readonly Grant[]): Grant {
  return grants.reduce((all, one) => all.combine(one));
}
