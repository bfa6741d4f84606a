// The dashboard of a set of queues and its workers: what waits, what runs, what fails, what it costs.

import { Duration, Stack } from "aws-cdk-lib";
import { Color, Dashboard, GraphWidget, type IMetric, type IWidget } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { toCostWidgets } from "./cost-widgets.ts";
import { type DistinctWorker, toDistinct, type Watched } from "./watched.ts";

/** A row is 24 wide. */
const QUARTER = 6;
const THIRD = 8;

/** SQS and Lambda tell something every minute. */
const PERIOD = Duration.minutes(1);

/** @param region whose prices the estimate of the cost takes; default the stack's. */
export function addDashboard(scope: Construct, watched: Watched, region: string = Stack.of(scope).region): Dashboard {
  const workers = toDistinct(watched.workers);
  // Without a name of its own, CloudFormation makes one: several stages may share an account.
  return new Dashboard(scope, "Dashboard", {
    widgets: [
      toQueueRow(watched),
      ...(workers.length === 0 ? [] : [toWorkerRow(workers)]),
      [...toCostWidgets(watched, region)],
    ],
  });
}

function toQueueRow({ queues }: Watched): IWidget[] {
  const statistic = "Maximum";
  const graph = (title: string, left: IMetric[], unit = "jobs"): IWidget => toGraph(title, left, unit, QUARTER);
  return [
    graph(
      "Backlog",
      queues.map(({ priority, queue }) =>
        queue.metricApproximateNumberOfMessagesVisible({ label: priority, statistic, period: PERIOD }),
      ),
    ),
    graph(
      "Age of the oldest",
      queues.map(({ priority, queue }) =>
        queue.metricApproximateAgeOfOldestMessage({ label: priority, statistic, period: PERIOD }),
      ),
      "seconds",
    ),
    graph(
      "In flight",
      queues.map(({ priority, queue }) =>
        queue.metricApproximateNumberOfMessagesNotVisible({ label: priority, statistic, period: PERIOD }),
      ),
    ),
    graph(
      "Dead",
      queues.map(({ priority, deadLetterQueue }) =>
        deadLetterQueue.metricApproximateNumberOfMessagesVisible({ label: priority, statistic, period: PERIOD }),
      ),
    ),
  ];
}

function toWorkerRow(workers: readonly DistinctWorker[]): IWidget[] {
  const concurrency = workers.map(({ name, fn }) =>
    fn.metric("ConcurrentExecutions", { label: name, statistic: "Maximum", period: PERIOD }),
  );
  const durations = workers.flatMap(({ name, fn }) =>
    ["p50", "p99"].map((statistic) => fn.metricDuration({ label: `${name} ${statistic}`, statistic, period: PERIOD })),
  );
  const failures = workers.flatMap(({ name, fn }) => [
    fn.metricErrors({ label: `${name} errors`, statistic: "Sum", period: PERIOD }),
    fn.metricThrottles({ label: `${name} throttles`, statistic: "Sum", period: PERIOD }),
  ]);
  return [
    toGraph("Concurrency", concurrency, "invocations", THIRD),
    new GraphWidget({
      title: "Duration",
      left: durations,
      leftYAxis: { label: "milliseconds", min: 0, showUnits: false },
      leftAnnotations: workers.map(({ name, timeoutSeconds }) => ({
        value: timeoutSeconds * 1000,
        label: `${name} timeout`,
        color: Color.RED,
      })),
      width: THIRD,
    }),
    toGraph("Errors and throttles", failures, "invocations", THIRD),
  ];
}

function toGraph(title: string, left: IMetric[], unit: string, width: number): IWidget {
  return new GraphWidget({ title, left, leftYAxis: { label: unit, min: 0, showUnits: false }, width });
}
