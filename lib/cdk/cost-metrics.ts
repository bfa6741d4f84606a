// What queues and workers cost, as CloudWatch works it out from its own metrics and the price table.

import { type IMetric, MathExpression, type Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Architecture } from "aws-cdk-lib/aws-lambda";
import type { Price, Prices } from "../cost/prices.ts";
import { type DistinctWorker, toDistinct, type Watched, type WatchedQueue } from "./watched.ts";

/** Dollars in each period. */
export interface CostMetrics {
  /** As though every message travelled alone: how many went in one request, CloudWatch doesn't know. */
  readonly requests: IMetric;
  /** What functions cost; none where there are none. */
  readonly functions: Readonly<Record<string, IMetric>>;
}

export function toCostMetrics({ queues, workers }: Watched, prices: Prices): CostMetrics {
  const distinct = toDistinct(workers);
  return {
    requests: toDollars(
      "SQS requests, at most",
      queues.flatMap((queue) => toRequestTerms(queue, prices)),
    ),
    functions: distinct.length === 0 ? {} : toFunctionMetrics(distinct, prices),
  };
}

function toFunctionMetrics(distinct: readonly DistinctWorker[], prices: Prices): CostMetrics["functions"] {
  return {
    invocations: toDollars(
      "Lambda invocations",
      distinct.map(({ id, fn }) => ({
        id: `invocations${id}`,
        metric: fn.metricInvocations({ statistic: "Sum" }),
        dollars: each(prices.invocations),
      })),
    ),
    compute: toDollars(
      "Lambda compute",
      distinct.map((worker) => toComputeTerm(worker, prices)),
    ),
  };
}

/** A metric's sum, times what one of it costs. */
interface Term {
  readonly id: string;
  readonly metric: Metric;
  readonly dollars: number;
}

function toRequestTerms({ priority, queue }: WatchedQueue, prices: Prices): readonly Term[] {
  const dollars = each(queue.fifo ? prices.sqsFifo : prices.sqsStandard);
  const statistic = "Sum";
  return [
    { id: `${priority}Sent`, metric: queue.metricNumberOfMessagesSent({ statistic }), dollars },
    { id: `${priority}Received`, metric: queue.metricNumberOfMessagesReceived({ statistic }), dollars },
    { id: `${priority}Deleted`, metric: queue.metricNumberOfMessagesDeleted({ statistic }), dollars },
    { id: `${priority}Empty`, metric: queue.metricNumberOfEmptyReceives({ statistic }), dollars },
  ];
}

/** Lambda tells milliseconds. */
function toComputeTerm({ id, fn, memoryMegabytes }: DistinctWorker, prices: Prices): Term {
  const price = fn.architecture.name === Architecture.ARM_64.name ? prices.compute.arm64 : prices.compute.x86_64;
  return {
    id: `duration${id}`,
    metric: fn.metricDuration({ statistic: "Sum" }),
    dollars: (each(price) * memoryMegabytes) / 1024 / 1000,
  };
}

/** A metric that is silent counts as 0: else the sum would be silent too. */
function toDollars(label: string, terms: readonly Term[]): IMetric {
  return new MathExpression({
    label,
    expression: terms.map(({ id, dollars }) => `FILL(${id},0)*${dollars.toFixed(15)}`).join("+"),
    usingMetrics: Object.fromEntries(terms.map(({ id, metric }) => [id, metric])),
  });
}

function each({ dollars, per }: Price): number {
  return dollars / per;
}
