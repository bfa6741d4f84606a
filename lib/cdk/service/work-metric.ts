// How much there is to do for a service, as CloudWatch works it out of its queues' metrics.

import { Duration } from "aws-cdk-lib";
import { MathExpression, type Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Priority } from "../../core/ports.ts";
import type { Capacity } from "./capacity.ts";

/** As often as SQS tells. */
const PERIOD = Duration.minutes(1);

export type ServedQueues = readonly { readonly priority: Priority; readonly queue: IQueue }[];

/**
 * Jobs that wait or run; those that run count, lest their tasks be taken from them. At least 1 in a minute in which a job was sent,
 * however fast it was done. Where the oldest is too old, each counts as though `concurrency` were what a task is for.
 *
 * An alarm's expression is made of ten metrics at most: CloudWatch guide, "Using metric math". These are four for a queue.
 */
export function toWorkMetric(
  queues: ServedQueues,
  { jobsPerTask, oldestAgeSeconds }: Pick<Capacity, "jobsPerTask" | "oldestAgeSeconds">,
  concurrency: number,
): MathExpression {
  const statistic = "Maximum";
  const metrics: Record<string, Metric> = {};
  /** One that is silent counts as 0: SQS tells of what runs, and of ages, only where there is any. */
  const each = (suffix: string, toMetric: (queue: IQueue) => Metric): readonly string[] =>
    queues.map(({ priority, queue }) => {
      metrics[`${priority}${suffix}`] = toMetric(queue);
      return `FILL(${priority}${suffix},0)`;
    });
  const waiting = each("Waiting", (queue) =>
    queue.metricApproximateNumberOfMessagesVisible({ statistic, period: PERIOD }),
  );
  const running = each("Running", (queue) =>
    queue.metricApproximateNumberOfMessagesNotVisible({ statistic, period: PERIOD }),
  );
  const sent = each("Sent", (queue) => queue.metricNumberOfMessagesSent({ statistic: "Sum", period: PERIOD }));
  const jobs = `(${[...waiting, ...running].join("+")})`;
  const weight = jobsPerTask / concurrency;
  const isLate = (): string => {
    const ages = each("Age", (queue) => queue.metricApproximateAgeOfOldestMessage({ statistic, period: PERIOD }));
    return ages.map((age) => `${age}>${oldestAgeSeconds}`).join(" OR ");
  };
  const weighed = weight > 1 ? `${jobs}*IF(${isLate()},${weight},1)` : jobs;
  return new MathExpression({
    label: "jobs that wait or run",
    expression: `IF(${jobs}<1 AND ${sent.join("+")}>0,1,${weighed})`,
    usingMetrics: metrics,
    period: PERIOD,
  });
}
