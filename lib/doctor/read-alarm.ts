// What an alarm of CloudWatch watches: one metric of its own, or those that its expression is made of.

import { type Alarm, isKnown, UNKNOWN, type Watch } from "./deployment.ts";
import type { ToLink } from "./links.ts";
import { at, listAt, textAt } from "./reading.ts";
import type { Resolved } from "./template.ts";

export function readAlarm({ key, id, template, properties }: Resolved, toQueue: ToLink): Alarm {
  const metrics = listAt(properties, "Metrics");
  const ofExpression = isKnown(metrics) ? metrics.map((item) => at(item, "MetricStat")) : [UNKNOWN];
  const stats = properties["MetricName"] === undefined ? ofExpression : [{ Metric: properties }];
  const watches = stats.filter((stat) => stat !== undefined).map((stat) => readWatch(stat, toQueue));
  return { key, id, template, watches };
}

function readWatch(stat: unknown, toQueue: ToLink): Watch {
  const dimensions = listAt(stat, "Metric.Dimensions");
  const ofQueue = isKnown(dimensions)
    ? dimensions.find((dimension) => textAt(dimension, "Name", "") === "QueueName")
    : UNKNOWN;
  return {
    namespace: textAt(stat, "Metric.Namespace", UNKNOWN),
    metric: textAt(stat, "Metric.MetricName", UNKNOWN),
    queue: ofQueue === undefined ? undefined : toQueue(textAt(ofQueue, "Value", UNKNOWN)),
  };
}
