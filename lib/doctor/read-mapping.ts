// An event source mapping, with Lambda's defaults for a queue.

import { type EventSourceMapping, isKnown, type Known, UNKNOWN } from "./deployment.ts";
import type { ToLink } from "./links.ts";
import { at, booleanAt, listAt, numberAt, textAt } from "./reading.ts";
import type { Resolved } from "./template.ts";

/** The defaults: Lambda guide, "Lambda parameters for Amazon SQS event source mappings". */
export function readMapping(resource: Resolved, toQueue: ToLink, toFunction: ToLink): EventSourceMapping {
  const { key, id, template, properties } = resource;
  const responses = listAt(properties, "FunctionResponseTypes");
  return {
    key,
    id,
    template,
    source: toQueue(textAt(properties, "EventSourceArn", UNKNOWN)),
    target: toFunction(textAt(properties, "FunctionName", UNKNOWN)),
    enabled: booleanAt(properties, "Enabled", true),
    batchSize: numberAt(properties, "BatchSize", 10),
    windowSeconds: numberAt(properties, "MaximumBatchingWindowInSeconds", 0),
    maximumConcurrency: numberAt(properties, "ScalingConfig.MaximumConcurrency", undefined),
    mostPollers: readPollers(properties),
    reportsBatchItemFailures: has(responses, "ReportBatchItemFailures"),
    filtered: isFiltered(properties),
  };
}

/** How many pollers there are at most, where they are provisioned: 200 where only the least is told. */
function readPollers(properties: unknown): Known<number | undefined> {
  if (at(properties, "ProvisionedPollerConfig") === undefined) return undefined;
  return numberAt(properties, "ProvisionedPollerConfig.MaximumPollers", 200);
}

function isFiltered(properties: unknown): Known<boolean> {
  const filters = listAt(properties, "FilterCriteria.Filters");
  return isKnown(filters) ? filters.length > 0 : UNKNOWN;
}

function has(list: Known<readonly unknown[]>, item: string): Known<boolean> {
  if (!isKnown(list)) return UNKNOWN;
  return list.includes(item) || (list.includes(UNKNOWN) ? UNKNOWN : false);
}
