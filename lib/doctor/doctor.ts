// All the rules, and what they find in a deployment.

import type { Deployment } from "./deployment.ts";
import { toPatient } from "./patient.ts";
import type { Complaint, Rule, Severity } from "./rule.ts";
import { ageAlarm, deadLetterAlarm, deadLetterAlarmMetric } from "./rules/alarms.ts";
import { batchingWindow, eventFilter, fifoBatch, mappingEnabled, reportBatchItemFailures } from "./rules/batches.ts";
import {
  maximumConcurrency,
  maximumConcurrencyMissing,
  pollersOrConcurrency,
  reservedConcurrency,
  reservedConcurrencyMissing,
} from "./rules/concurrency.ts";
import {
  deadLetterKind,
  deadLetterQueue,
  deadLetterRetained,
  deadLetterRetention,
  redriveAllowPolicy,
} from "./rules/dead-letters.ts";
import { maximumMessageSize, queueDelay, queueEncryption, queueTls } from "./rules/queue.ts";
import { queueVariables } from "./rules/queue-variables.ts";
import { maxReceiveCount, receiveCountNet } from "./rules/receive-count.ts";
import { scheduleDeadLetter, scheduleExpression, scheduleFifo, scheduleRole } from "./rules/schedules.ts";
import { containerInit, serviceTasks, stopTimeout } from "./rules/task.ts";
import { taskPermissions } from "./rules/task-permissions.ts";
import { visibilityTimeout, visibilityWindows } from "./rules/visibility.ts";
import { functionRuntime, functionTimeout, logRetention, recursiveLoop } from "./rules/worker.ts";

/** What a rule has found wrong at one place. */
export interface Finding {
  /** The rule's name. */
  readonly rule: string;
  readonly severity: Severity;
  /** The resource's logical id. */
  readonly resource: string;
  readonly template?: string;
  /** Where in the resource: `Properties.VisibilityTimeout`. */
  readonly property: string;
  /** What is wrong, where, what is expected, what was found, and what to do. */
  readonly message: string;
  readonly remedy: string;
  /** The page of AWS's documentation that the rule rests on. */
  readonly source: string;
}

export const RULES: readonly Rule[] = [
  visibilityTimeout,
  visibilityWindows,
  deadLetterQueue,
  maxReceiveCount,
  receiveCountNet,
  deadLetterRetention,
  deadLetterKind,
  deadLetterRetained,
  redriveAllowPolicy,
  reportBatchItemFailures,
  batchingWindow,
  fifoBatch,
  eventFilter,
  mappingEnabled,
  maximumConcurrency,
  maximumConcurrencyMissing,
  pollersOrConcurrency,
  reservedConcurrency,
  reservedConcurrencyMissing,
  recursiveLoop,
  functionTimeout,
  functionRuntime,
  queueVariables,
  stopTimeout,
  containerInit,
  taskPermissions,
  serviceTasks,
  logRetention,
  queueEncryption,
  queueTls,
  maximumMessageSize,
  queueDelay,
  deadLetterAlarm,
  deadLetterAlarmMetric,
  ageAlarm,
  scheduleExpression,
  scheduleFifo,
  scheduleRole,
  scheduleDeadLetter,
];

/** What the rules find in those parts of a deployment that are Errand's. */
export function examine(deployment: Deployment): readonly Finding[] {
  const patient = toPatient(deployment);
  return RULES.flatMap((rule) => {
    const findings = rule.check(patient).map((complaint) => toFinding(rule, complaint));
    // Two mappings may lead to one and the same complaint.
    return [...new Map(findings.map((finding) => [`${finding.template} ${finding.message}`, finding])).values()];
  });
}

function toFinding({ name, severity, remedy, source }: Rule, complaint: Complaint): Finding {
  const { resource, property, expected, got, because } = complaint;
  const { id, template } = resource;
  const why = because === undefined ? "" : `${because} `;
  const message = `${id}: ${property} must be ${expected}, got ${got}. ${why}${remedy}`;
  return { rule: name, severity, resource: id, template, property, message, remedy, source };
}
