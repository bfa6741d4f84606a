// The alarms of a set of queues and its workers: each says what it means, and where to read what to do.

import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { describeSeconds } from "../core/duration.ts";
import { expectKnownKeys } from "../core/options.ts";
import type { Priority } from "../core/ports.ts";
import { letAlarmsPublish, makeAlarmTopic } from "./alarm-topic.ts";
import { expectConstruct } from "./expect-construct.ts";
import { toPriorityId } from "./priority-id.ts";
import { type DistinctWorker, toDistinct, type Watched, type WatchedQueue } from "./watched.ts";
import { toWholeSeconds } from "./whole-seconds.ts";

export interface AlarmOptions {
  /**
   * Where alarms are sent; default a topic of their own. One of this application gets what its policy needs; one that was
   * imported must let `cloudwatch.amazonaws.com` publish, if it has a policy.
   */
  readonly topic?: ITopic;
  /**
   * How old the oldest job of a queue may become, 1 minute to 14 days; default high 5 minutes, for somebody waits for it, and low
   * 1 hour, for a backlog at night is no incident. The default is at least twice the function's timeout, and without functions the
   * longest `timeout` of a job more than that: a job that runs counts too.
   */
  readonly oldestAge?: Readonly<Partial<Record<Priority, Duration>>>;
}

export interface Alarms {
  readonly topic: ITopic;
  readonly alarms: readonly Alarm[];
}

const USUAL_AGE_SECONDS: Readonly<Record<Priority, number>> = { high: 300, low: 3600 };

/** SQS keeps no message longer than 14 days. */
const AGE_RANGE = { min: 60, max: 1_209_600 };

/** Of a function's timeout: above it, the next run may not end in time. */
const NEAR_THE_TIMEOUT = 0.9;

const PAGE = "docs/alarms.md";

/** @throws `ErrandError` `invalid_option`. */
export function addAlarms(scope: Construct, watched: Watched, options: AlarmOptions = {}): Alarms {
  expectKnownKeys(options, ["topic", "oldestAge"], "JobQueues: alarms");
  expectKnownKeys(options.oldestAge ?? {}, ["high", "low"], "JobQueues: alarms.oldestAge");
  if (options.topic !== undefined)
    expectConstruct(options.topic, "topicArn", 'JobQueues: alarms: "topic"', "an SNS topic");
  const place = new Construct(scope, "Alarms");
  const plans = [
    ...watched.queues.flatMap((queue) =>
      toQueuePlans(queue, toAge(queue.priority, watched, options), watched.workers.length > 0),
    ),
    ...toDistinct(watched.workers).flatMap(toWorkerPlans),
  ];
  const topic = options.topic ?? makeAlarmTopic(place);
  letAlarmsPublish(topic);
  return { topic, alarms: plans.map((plan) => toAlarm(place, plan, topic)) };
}

/** One alarm: it rings when a period's value is at least the threshold. */
interface AlarmPlan {
  readonly id: string;
  readonly metric: Metric;
  readonly threshold: number;
  readonly description: string;
}

function toQueuePlans(
  { priority, queue, deadLetterQueue }: WatchedQueue,
  ageSeconds: number,
  isLambda: boolean,
): readonly AlarmPlan[] {
  const period = Duration.minutes(1); // as often as SQS tells
  const remedy = isLambda
    ? "the worker doesn't run. See whether it fails or is throttled, then raise its concurrency"
    : "no worker runs. See whether there are tasks and what they log, then allow more of them";
  return [
    {
      id: `${toPriorityId(priority)}Age`,
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: "Maximum" }),
      threshold: ageSeconds,
      description:
        `The oldest job of the ${priority} queue is ${describeSeconds(ageSeconds)} old or older: jobs come faster than they are done, or ` +
        `${remedy} (${PAGE}, "Age").`,
    },
    {
      id: `${toPriorityId(priority)}Dead`,
      // Not the number sent: SQS doesn't count there what it moves itself.
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: "Maximum" }),
      threshold: 1,
      description:
        `Jobs of the ${priority} queue are dead: their attempts are used up, or nothing can run them. Read their reasons, mend the ` +
        `cause, then retry or discard them (${PAGE}, "Dead").`,
    },
  ];
}

function toWorkerPlans({ id, name, fn, timeoutSeconds }: DistinctWorker): readonly AlarmPlan[] {
  const period = Duration.minutes(5);
  return [
    {
      id: `${id}Throttles`,
      metric: fn.metricThrottles({ period, statistic: "Sum" }),
      threshold: 1,
      description:
        `The ${name} was throttled: it may not run as often at once as its queues ask for, and every try counts as a receive. Reserve ` +
        `as much concurrency as its event sources may use, or let them use less (${PAGE}, "Throttles").`,
    },
    {
      id: `${id}Errors`,
      metric: fn.metricErrors({ period, statistic: "Sum" }),
      threshold: 1,
      description:
        `The ${name} itself failed, not a job of it: it crashed, ran out of memory or time, or could not be loaded. Its log says which ` +
        `(${PAGE}, "Errors").`,
    },
    {
      id: `${id}Duration`,
      metric: fn.metricDuration({ period, statistic: "Maximum" }),
      threshold: NEAR_THE_TIMEOUT * timeoutSeconds * 1000,
      description:
        `An invocation of the ${name} took 90 % of its timeout of ${describeSeconds(timeoutSeconds)} or more: longer, and its jobs are ended ` +
        `and come again. Raise the timeout, make batches smaller or jobs shorter (${PAGE}, "Duration").`,
    },
  ];
}

function toAge(
  priority: Priority,
  { workers, longestJobTimeoutSeconds }: Watched,
  { oldestAge }: AlarmOptions,
): number {
  const chosen = oldestAge?.[priority];
  if (chosen === undefined) {
    const timeouts = workers
      .filter((worker) => worker.priority === priority)
      .map((worker) => 2 * worker.timeoutSeconds);
    const usual = USUAL_AGE_SECONDS[priority];
    return workers.length === 0 ? usual + Math.ceil(longestJobTimeoutSeconds) : Math.max(usual, ...timeouts);
  }
  return toWholeSeconds(chosen, AGE_RANGE, `JobQueues: alarms.oldestAge.${priority}`);
}

function toAlarm(place: Construct, { id, metric, threshold, description }: AlarmPlan, topic: ITopic): Alarm {
  const alarm = new Alarm(place, id, {
    metric,
    threshold,
    alarmDescription: description,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    // Where nothing happens, nothing is told.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}
