// Somebody hears of it when jobs are dead, or late.

import { isKnown, type Queue } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import type { Patient } from "../patient.ts";
import { each, type Rule } from "../rule.ts";

const VISIBLE = "ApproximateNumberOfMessagesVisible";
const SENT = "NumberOfMessagesSent";
const AGE = "ApproximateAgeOfOldestMessage";

export const deadLetterAlarm: Rule = {
  name: "dead-letter-alarm",
  severity: "warning",
  sentence: `An alarm watches ${VISIBLE} of a dead-letter queue.`,
  remedy: `Add an alarm on ${VISIBLE} of it above 0.`,
  source: PAGES.deadLetterAlarm,
  check: each(deadQueues, (dead, patient) =>
    watches(patient, dead, VISIBLE) || watches(patient, dead, SENT)
      ? undefined
      : {
          resource: dead,
          property: "its alarms (AWS::CloudWatch::Alarm)",
          expected: `one on ${VISIBLE}`,
          got: "none",
          because: "Nobody would hear of dead jobs.",
        },
  ),
};

export const deadLetterAlarmMetric: Rule = {
  name: "dead-letter-alarm-metric",
  severity: "error",
  sentence: `An alarm of a dead-letter queue is not on ${SENT} alone.`,
  remedy: `Put the alarm on ${VISIBLE}.`,
  source: PAGES.metrics,
  check: each(deadQueues, (dead, patient) =>
    watches(patient, dead, SENT) && !watches(patient, dead, VISIBLE)
      ? {
          resource: dead,
          property: "its alarms (AWS::CloudWatch::Alarm)",
          expected: `one on ${VISIBLE}`,
          got: `one on ${SENT} alone`,
          because: "That does not count what SQS itself moves here: the alarm would stay silent.",
        }
      : undefined,
  ),
};

export const ageAlarm: Rule = {
  name: "age-alarm",
  severity: "warning",
  sentence: `An alarm watches ${AGE} of a queue.`,
  remedy: `Add an alarm on ${AGE} of it, above what your jobs may wait.`,
  source: PAGES.metrics,
  check: each(
    ({ queues }) => queues,
    (queue, patient) =>
      watches(patient, queue, AGE)
        ? undefined
        : {
            resource: queue,
            property: "its alarms (AWS::CloudWatch::Alarm)",
            expected: `one on ${AGE}`,
            got: "none",
            because: "Nobody would hear of jobs that are late, or of a worker that no longer runs.",
          },
  ),
};

function deadQueues({ deadQueues }: Patient): readonly Queue[] {
  return deadQueues;
}

/** Whether an alarm does, or may, for all that is known. */
function watches({ alarms }: Patient, { key }: Queue, name: string): boolean {
  return alarms.some((alarm) =>
    alarm.watches.some(
      ({ namespace, metric, queue }) =>
        (!isKnown(namespace) || namespace === "AWS/SQS") &&
        (!isKnown(metric) || metric === name) &&
        (!isKnown(queue) || queue === key),
    ),
  );
}
