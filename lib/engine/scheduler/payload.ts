// What a run sends to its target: the schedule's Input with AWS's placeholders filled in, or AWS's own notification.

import { randomUUID } from "node:crypto";
import type { Place } from "./names.ts";
import type { Invocation, ScheduleRecord } from "./schedule-record.ts";

const PLACEHOLDER = /<aws\.scheduler\.(scheduled-time|schedule-arn|execution-id|attempt-number)>/g;

export function toPayload({ arn, definition }: ScheduleRecord, invocation: Invocation, place: Place): string {
  const { Input } = definition.Target;
  if (Input === undefined) return toNotification(arn, toTime(invocation.scheduledAt), place);
  return Input.replaceAll(PLACEHOLDER, (placeholder, name: string) => {
    switch (name) {
      case "scheduled-time":
        return toTime(invocation.scheduledAt);
      case "schedule-arn":
        return arn;
      case "execution-id":
        return invocation.executionId;
      case "attempt-number":
        return String(invocation.attempts);
      default:
        return placeholder;
    }
  });
}

/** To the second, as "2022-03-22T18:59:43Z". */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function toNotification(arn: string, time: string, { region, accountId }: Place): string {
  return JSON.stringify({
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: accountId,
    time,
    region,
    resources: [arn],
    // A text, not an object.
    detail: "{}",
  });
}
