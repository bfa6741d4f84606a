// A schedule that sends to a queue: one that AWS takes, and that reaches the queue.

import { parse } from "../../schedule/parse.ts";
import { zoneOf } from "../../schedule/time-zone.ts";
import { type DeployedSchedule, isKnown } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import type { Patient } from "../patient.ts";
import { type Complaint, each, known, type Rule } from "../rule.ts";

export const scheduleExpression: Rule = {
  name: "schedule-expression",
  severity: "error",
  sentence: "A schedule has an expression and a time zone that EventBridge Scheduler takes.",
  remedy: "Write at(…), rate(…) or cron(…) as AWS has them, and a zone of the IANA database.",
  source: PAGES.scheduleTypes,
  check: ({ schedules }) =>
    schedules.flatMap(({ schedule }) => {
      const { expression, timeZone } = schedule;
      const because = "EventBridge Scheduler refuses the schedule.";
      const complain = (property: string, expected: string, got: string): readonly Complaint[] => [
        { resource: schedule, property: `Properties.${property}`, expected, got: JSON.stringify(got), because },
      ];
      const wrong = isKnown(expression) ? refusalOf(() => parse(expression)) : undefined;
      const noZone = isKnown(timeZone) ? refusalOf(() => zoneOf(timeZone)) : undefined;
      return [
        ...(wrong === undefined || !isKnown(expression)
          ? []
          : complain("ScheduleExpression", `an expression that AWS takes (${wrong})`, expression)),
        ...(noZone === undefined || !isKnown(timeZone)
          ? []
          : complain("ScheduleExpressionTimezone", `a zone that AWS takes (${noZone})`, timeZone)),
      ];
    }),
};

export const scheduleFifo: Rule = {
  name: "schedule-fifo",
  severity: "error",
  sentence:
    "A schedule for a FIFO queue says the message group, the queue deduplicates by content, and what can't be sent goes to a standard queue.",
  remedy:
    "Set Target.SqsParameters.MessageGroupId, ContentBasedDeduplication of the queue to true, and a standard queue as DeadLetterConfig.",
  source: PAGES.attributes,
  check: ({ schedules, deadQueues }) =>
    schedules.flatMap(({ schedule, queue }): readonly Complaint[] => {
      if (queue.fifo !== true) return [];
      const dead = deadQueues.find(({ key }) => key === schedule.deadLetter);
      const standard = {
        resource: schedule,
        property: "Properties.Target.DeadLetterConfig.Arn",
        expected: "a standard queue",
        got: `${dead?.id}, which is FIFO`,
        because: "EventBridge Scheduler has no FIFO queue as a dead-letter queue.",
      };
      const group = {
        resource: schedule,
        property: "Properties.Target.SqsParameters.MessageGroupId",
        expected: `a message group, for ${queue.id} is FIFO`,
        got: "none",
      };
      const content = {
        resource: queue,
        property: "Properties.ContentBasedDeduplication",
        expected: `true, for ${schedule.id} sends to it`,
        got: "false",
        because: "A schedule can't say a deduplication id.",
      };
      return [
        ...(schedule.group === undefined ? [group] : []),
        ...(queue.contentBasedDeduplication === false ? [content] : []),
        ...(dead?.fifo === true ? [standard] : []),
      ];
    }),
};

export const scheduleRole: Rule = {
  name: "schedule-role",
  severity: "error",
  sentence: "A schedule has a role in which it may send to its queue.",
  remedy: "Set Target.RoleArn to a role that scheduler.amazonaws.com may take, with sqs:SendMessage on the queue.",
  source: PAGES.scheduleTarget,
  check: each(schedules, (schedule) =>
    known(schedule.role, (role) => role === undefined || role === "")
      ? {
          resource: schedule,
          property: "Properties.Target.RoleArn",
          expected: "the ARN of a role",
          got: "none",
          because: "EventBridge Scheduler refuses the schedule.",
        }
      : undefined,
  ),
};

export const scheduleDeadLetter: Rule = {
  name: "schedule-dead-letter",
  severity: "warning",
  sentence: "A schedule has a dead-letter queue for what it can't send.",
  remedy:
    "Set Target.DeadLetterConfig.Arn to the ARN of the queue's dead-letter queue; where that is FIFO, of a standard queue.",
  source: PAGES.scheduleDeadLetters,
  check: each(schedules, (schedule) =>
    schedule.deadLetter === undefined
      ? {
          resource: schedule,
          property: "Properties.Target.DeadLetterConfig",
          expected: "a dead-letter queue",
          got: "none",
          because: "A run that can't be sent for a day is lost without a trace.",
        }
      : undefined,
  ),
};

function schedules({ schedules }: Patient): readonly DeployedSchedule[] {
  return schedules.map(({ schedule }) => schedule);
}

function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
