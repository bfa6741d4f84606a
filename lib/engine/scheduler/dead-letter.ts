// The message that a run leaves in its dead-letter queue: the request to the target that failed, and why.

import type { Outgoing } from "../delivery.ts";
import { isQueue } from "./invoke.ts";
import { toTime } from "./payload.ts";
import type { Retry } from "./retry.ts";
import type { Invocation, ScheduleRecord } from "./schedule-record.ts";
import type { Target } from "./target.ts";

interface Failure {
  readonly code: string;
  readonly message: string;
  /** Undefined where no retry would have helped. */
  readonly exhausted: Extract<Retry, { kind: "exhausted" }>["condition"] | undefined;
}

// What a message may have, less what the attributes can take.
const MOST_BODY_BYTES = 1_048_576 - 8_192;

export function toDeadLetter(
  record: ScheduleRecord,
  invocation: Invocation,
  payload: string,
  failure: Failure,
): Outgoing {
  const { Target } = record.definition;
  const whole = Buffer.from(toRequest(Target, payload));
  const truncated = whole.length > MOST_BODY_BYTES;
  // Half a character at the cut becomes U+FFFD.
  const body = truncated ? whole.subarray(0, MOST_BODY_BYTES - 3).toString() : whole.toString();
  return {
    body,
    groupId: undefined,
    attributes: {
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      EXECUTION_ID: invocation.executionId,
      ...(failure.exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: failure.exhausted }),
      IS_PAYLOAD_TRUNCATED: String(truncated),
      RETRY_ATTEMPTS: String(invocation.attempts - 1),
      SCHEDULED_TIME: toTime(invocation.scheduledAt),
      SCHEDULE_ARN: record.arn,
      TARGET_ARN: isQueue(Target) ? "arn:aws:scheduler:::aws-sdk:sqs:sendMessage" : Target.Arn,
    },
  };
}

/** For a queue, the parameters of SendMessage, under the address that the queue would have on AWS. */
function toRequest(target: Target, payload: string): string {
  if (!isQueue(target)) return payload;
  const [, , , region, accountId, name] = target.Arn.split(":");
  const groupId = target.SqsParameters?.MessageGroupId;
  return JSON.stringify({
    MessageBody: payload,
    QueueUrl: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    ...(groupId !== undefined && { MessageGroupId: groupId }),
  });
}
