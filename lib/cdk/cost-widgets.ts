// The dashboard's part on cost: an estimate where the prices are known, and why there is none where they aren't.

import { Duration, Token } from "aws-cdk-lib";
import {
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { findPrices, type Prices, pricedRegions } from "../cost/prices.ts";
import { toCostMetrics } from "./cost-metrics.ts";
import type { Watched } from "./watched.ts";

const HEIGHT = 6;

export function toCostWidgets(watched: Watched, region: string): readonly IWidget[] {
  const prices = Token.isUnresolved(region) ? undefined : findPrices(region);
  return prices === undefined ? [toAbsence(region)] : toEstimate(watched, prices);
}

function toEstimate(watched: Watched, prices: Prices): readonly IWidget[] {
  const { requests, functions } = toCostMetrics(watched, prices);
  const metrics: Readonly<Record<string, IMetric>> = { requests, ...functions };
  const sum = new MathExpression({
    label: "dollars",
    expression: Object.keys(metrics).join("+"),
    usingMetrics: metrics,
  });
  return [
    new SingleValueWidget({
      title: "Cost in the time shown, estimated",
      metrics: [sum],
      setPeriodToTimeRange: true,
      fullPrecision: true,
      width: 6,
      height: HEIGHT,
    }),
    new GraphWidget({
      title: "Cost an hour, estimated",
      left: Object.values(metrics),
      leftYAxis: { label: "dollars", min: 0, showUnits: false },
      period: Duration.hours(1),
      stacked: true,
      width: 10,
      height: HEIGHT,
    }),
    new TextWidget({
      markdown: [
        `**Estimated with the prices of ${prices.date} in ${prices.region}.**`,
        "SQS is counted as though every message travelled alone and held at most 64 KiB: with batches it is less, down to a tenth.",
        "Not in it: free tiers, logs, schedules, alarms, this dashboard, tasks of a WorkerService, and what the jobs themselves use.",
        "`errand cost` tells a month beforehand, docs/cost.md how it is calculated.",
      ].join("\n\n"),
      width: 8,
      height: HEIGHT,
    }),
  ];
}

function toAbsence(region: string): IWidget {
  const why = Token.isUnresolved(region)
    ? "the stack's region isn't known when it is synthesized: give the stack an `env` with one"
    : `the price table has no prices of ${region}`;
  return new TextWidget({
    markdown: `**No estimate of the cost:** ${why}. The table has ${pricedRegions().join(", ")} (docs/cost.md).`,
    width: 24,
    height: 2,
  });
}
