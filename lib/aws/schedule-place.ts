// Where schedules are kept and where they send to, as the environment says it.

import {
  type Environment,
  priorityOfQueue,
  type QueueRole,
  queueVariable,
  SCHEDULE_GROUP,
  SCHEDULE_ROLE,
} from "../core/environment.ts";
import { ErrandError, show } from "../core/errors.ts";
import type { Priority } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import { regionOf } from "./region.ts";

/** A schedule group, and what its schedules need. */
export interface SchedulePlace {
  readonly group: string;
  /** The role in which the scheduler sends to the queues. */
  readonly roleArn: string;
  arnOf(priority: Priority): string;
  /** Of the dead-letter queue; `undefined` where the environment names none. */
  deadArnOf(priority: Priority): string | undefined;
  /** Of the queue with this ARN, `"low"` for one that the environment doesn't name: it may well name one priority's only. */
  priorityOf(arn: string | undefined): Priority;
}

/** Source: API reference of Scheduler, Target, RoleArn. */
const ROLE = /^arn:(aws(?:-[a-z]+)*):iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** `https://sqs.eu-central-1.amazonaws.com/123456789012/name`, and those of other endpoints. */
const QUEUE_PATH = /\/(\d{12})\/([\w-]+(?:\.fifo)?)$/;

/** The region stands in the host's name on AWS: `sqs.eu-central-1.amazonaws.com`, `eu-central-1.queue.amazonaws.com`. */
const QUEUE_HOST = /(?:^|\.)sqs\.([a-z0-9-]+)\.(?:amazonaws|localhost)\b|^([a-z0-9-]+)\.queue\.amazonaws\./;

/** @throws `ErrandError` `not_configured` where a variable is missing or can't be as it is. */
export function toSchedulePlace(environment: Environment): SchedulePlace {
  const group = environment[SCHEDULE_GROUP] ?? "";
  if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(group)) {
    throw mustBe(
      SCHEDULE_GROUP,
      "the name of an EventBridge Scheduler group: 1 to 64 letters, digits, -, _ and .",
      group,
    );
  }
  const roleArn = environment[SCHEDULE_ROLE] ?? "";
  const partition = ROLE.exec(roleArn)?.[1];
  if (partition === undefined) {
    throw mustBe(SCHEDULE_ROLE, "the ARN of the role in which schedules send to the queues", roleArn);
  }
  const toArn = (priority: Priority, role: QueueRole): string => {
    const url = queueUrl(environment, priority, role);
    const [, account, name] = QUEUE_PATH.exec(url) ?? [];
    if (account === undefined) {
      throw mustBe(queueVariable(priority, role), "a queue's URL that ends with the account and the name", url);
    }
    const [, current, old] = QUEUE_HOST.exec(new URL(url).hostname) ?? [];
    const region = current ?? old ?? regionOf(environment);
    return `arn:${partition}:sqs:${region}:${account}:${name}`;
  };
  return {
    group,
    roleArn,
    arnOf: (priority) => toArn(priority, "queue"),
    deadArnOf: (priority) => (environment[queueVariable(priority, "dead")] ? toArn(priority, "dead") : undefined),
    priorityOf: (arn) => priorityOfQueue(environment, arn) ?? "low",
  };
}

function mustBe(variable: string, expected: string, got: string): ErrandError {
  return new ErrandError(
    "not_configured",
    `${variable} must be ${expected}, ${got === "" ? "but is not set" : `got ${show(got)}`}. On AWS, give it to everything that ` +
      'enqueues and to the worker; locally, take the variables that "errand dev" prints.',
  );
}
