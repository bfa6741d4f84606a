// The variables by which whatever enqueues, and the worker, find the queues.

import type { IBucket } from "aws-cdk-lib/aws-s3";
import { BUCKET, queueVariable, SCHEDULE_GROUP, SCHEDULE_ROLE } from "../core/environment.ts";
import type { Priority } from "../core/ports.ts";
import type { QueuePair } from "./queue-pair.ts";
import type { Schedules } from "./schedules.ts";

export function toVariables(
  { high, low }: Readonly<Record<Priority, QueuePair>>,
  { groupName, role }: Schedules,
  bucket: IBucket | undefined,
): Readonly<Record<string, string>> {
  return {
    [queueVariable("high", "queue")]: high.queue.queueUrl,
    [queueVariable("high", "dead")]: high.deadLetterQueue.queueUrl,
    [queueVariable("low", "queue")]: low.queue.queueUrl,
    [queueVariable("low", "dead")]: low.deadLetterQueue.queueUrl,
    [SCHEDULE_GROUP]: groupName,
    [SCHEDULE_ROLE]: role.roleArn,
    ...(bucket === undefined ? {} : { [BUCKET]: bucket.bucketName }),
  };
}
