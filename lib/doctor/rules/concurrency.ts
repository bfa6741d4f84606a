// Each queue has its share of a worker, and no more is polled than can be run.

import { INVOCATIONS_A_POLLER } from "../../core/event-source-options.ts";
import { type EventSourceMapping, isKnown, type LambdaFunction } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import type { Patient } from "../patient.ts";
import { each, known, type Rule } from "../rule.ts";

const THROTTLED =
  "What is polled beyond it is throttled; each throttle counts as a receive, until SQS gives up jobs that never ran.";

export const maximumConcurrency: Rule = {
  name: "maximum-concurrency",
  severity: "error",
  sentence: "A mapping's maximum concurrency is from 2 to 1,000.",
  remedy: "Set ScalingConfig.MaximumConcurrency to 2 or more.",
  source: PAGES.eventSourceScaling,
  check: each(mappings, (mapping) =>
    known(mapping.maximumConcurrency, (most) => most !== undefined && (most < 2 || most > 1000))
      ? {
          resource: mapping,
          property: "Properties.ScalingConfig.MaximumConcurrency",
          expected: "from 2 to 1000",
          got: String(mapping.maximumConcurrency),
          because: "Lambda refuses the mapping.",
        }
      : undefined,
  ),
};

export const maximumConcurrencyMissing: Rule = {
  name: "maximum-concurrency-missing",
  severity: "warning",
  sentence: "A mapping has a maximum concurrency, or provisioned pollers.",
  remedy: "Set ScalingConfig.MaximumConcurrency, or ProvisionedPollerConfig.MaximumPollers.",
  source: PAGES.eventSourceScaling,
  check: each(mappings, (mapping) =>
    mapping.maximumConcurrency === undefined && mapping.mostPollers === undefined
      ? {
          resource: mapping,
          property: "Properties.ScalingConfig",
          expected: "a maximum concurrency",
          got: "none",
          because: "A flood in one queue takes the share of the others.",
        }
      : undefined,
  ),
};

export const pollersOrConcurrency: Rule = {
  name: "pollers-or-concurrency",
  severity: "error",
  sentence: "A mapping has a maximum concurrency or provisioned pollers, not both.",
  remedy: "Leave ScalingConfig or ProvisionedPollerConfig out.",
  source: PAGES.eventSourceScaling,
  check: each(mappings, (mapping) =>
    known(mapping.maximumConcurrency, (most) => most !== undefined) &&
    known(mapping.mostPollers, (most) => most !== undefined)
      ? {
          resource: mapping,
          property: "Properties.ProvisionedPollerConfig",
          expected: "left out beside a maximum concurrency",
          got: `${String(mapping.mostPollers)} pollers beside a maximum concurrency of ${String(mapping.maximumConcurrency)}`,
          because: "Lambda refuses the mapping.",
        }
      : undefined,
  ),
};

export const reservedConcurrency: Rule = {
  name: "reserved-concurrency",
  severity: "error",
  sentence:
    "What a worker's mappings may invoke at once, ten for a poller, is together at most its reserved concurrency.",
  remedy: "Raise the reserved concurrency to the sum, or lower a maximum concurrency or number of pollers.",
  source: PAGES.eventSourceScaling,
  check: each(workers, (worker, patient) => {
    const sum = sumOf(worker, patient);
    if (!known(worker.reservedConcurrency, (reserved) => reserved !== undefined && reserved < sum)) return undefined;
    return {
      resource: worker,
      property: "Properties.ReservedConcurrentExecutions",
      expected: `at least ${sum}, what its mappings may invoke at once`,
      got: String(worker.reservedConcurrency),
      because: THROTTLED,
    };
  }),
};

export const reservedConcurrencyMissing: Rule = {
  name: "reserved-concurrency-missing",
  severity: "warning",
  sentence: "A worker whose mappings have a maximum concurrency or pollers has that much reserved.",
  remedy: "Set ReservedConcurrentExecutions to the sum of the maximum concurrencies, ten for a poller.",
  source: PAGES.eventSourceScaling,
  check: each(workers, (worker, patient) => {
    const sum = sumOf(worker, patient);
    if (sum === 0 || worker.reservedConcurrency !== undefined) return undefined;
    return {
      resource: worker,
      property: "Properties.ReservedConcurrentExecutions",
      expected: `${sum}, what its mappings may invoke at once`,
      got: "none",
      because: "The account's other functions can use up what it needs, and jobs are throttled.",
    };
  }),
};

function mappings({ feeds }: Patient): readonly EventSourceMapping[] {
  return feeds.map(({ mapping }) => mapping);
}

function workers({ workers }: Patient): readonly LambdaFunction[] {
  return workers;
}

/** Of those that are known: so much may be invoked at once, and more where one has neither. */
function sumOf(worker: LambdaFunction, { feeds }: Patient): number {
  return feeds
    .filter((feed) => feed.worker === worker && feed.mapping.enabled !== false)
    .reduce((sum, { mapping }) => sum + mostOf(mapping), 0);
}

function mostOf({ maximumConcurrency, mostPollers }: EventSourceMapping): number {
  if (isKnown(maximumConcurrency) && maximumConcurrency !== undefined) return maximumConcurrency;
  return isKnown(mostPollers) && mostPollers !== undefined ? mostPollers * INVOCATIONS_A_POLLER : 0;
}
