// How messages come to the worker: in batches that Lambda allows, and none of them lost on the way.

import { MOST_WITHOUT_WINDOW } from "../../core/event-source-options.ts";
import type { EventSourceMapping } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import type { Patient } from "../patient.ts";
import { type Complaint, each, known, type Rule } from "../rule.ts";

const mappings = ({ feeds }: Patient): readonly EventSourceMapping[] => feeds.map(({ mapping }) => mapping);

export const reportBatchItemFailures: Rule = {
  name: "report-batch-item-failures",
  severity: "error",
  sentence: "A mapping reports which messages of a batch failed.",
  remedy: 'Set FunctionResponseTypes to ["ReportBatchItemFailures"].',
  source: PAGES.eventSourceErrors,
  check: each(mappings, (mapping) =>
    mapping.reportsBatchItemFailures === false
      ? {
          resource: mapping,
          property: "Properties.FunctionResponseTypes",
          expected: '["ReportBatchItemFailures"]',
          got: "a list without it",
          because: "Lambda ignores which messages are to stay in the queue without it, and deletes them.",
        }
      : undefined,
  ),
};

export const batchingWindow: Rule = {
  name: "batching-window",
  severity: "error",
  sentence: "A batch size above 10 has a batching window of at least a second.",
  remedy: "Set MaximumBatchingWindowInSeconds to 1 or more, or BatchSize to 10 or less.",
  source: PAGES.eventSource,
  check: each(
    ({ feeds }) => feeds,
    ({ mapping, queue }) => {
      if (queue?.fifo === true || !known(mapping.batchSize, (size) => size > MOST_WITHOUT_WINDOW)) return undefined;
      if (!known(mapping.windowSeconds, (seconds) => seconds < 1)) return undefined;
      return {
        resource: mapping,
        property: "Properties.MaximumBatchingWindowInSeconds",
        expected: `at least 1 for a batch size of ${String(mapping.batchSize)}`,
        got: String(mapping.windowSeconds),
        because: "Lambda refuses the mapping.",
      };
    },
  ),
};

export const fifoBatch: Rule = {
  name: "fifo-batch",
  severity: "error",
  sentence: "A FIFO queue's batches are of at most 10 messages, without a batching window.",
  remedy: "Set BatchSize to 10 or less and leave MaximumBatchingWindowInSeconds out.",
  source: PAGES.eventSourceParameters,
  check: ({ feeds }) =>
    feeds.flatMap(({ mapping, queue }): readonly Complaint[] => {
      if (queue?.fifo !== true) return [];
      const because = "Lambda refuses the mapping.";
      const { batchSize, windowSeconds } = mapping;
      const size = { resource: mapping, property: "Properties.BatchSize", expected: "at most 10", because };
      const window = { ...size, property: "Properties.MaximumBatchingWindowInSeconds", expected: "0" };
      return [
        ...(known(batchSize, (value) => value > MOST_WITHOUT_WINDOW) ? [{ ...size, got: String(batchSize) }] : []),
        ...(known(windowSeconds, (value) => value > 0) ? [{ ...window, got: String(windowSeconds) }] : []),
      ];
    }),
};

export const eventFilter: Rule = {
  name: "event-filter",
  severity: "error",
  sentence: "A mapping has no filter.",
  remedy: "Leave FilterCriteria out.",
  source: PAGES.eventFiltering,
  check: each(mappings, (mapping) =>
    mapping.filtered === true
      ? {
          resource: mapping,
          property: "Properties.FilterCriteria",
          expected: "left out",
          got: "filters",
          because: "Lambda deletes the messages that a filter does not match: those jobs are lost.",
        }
      : undefined,
  ),
};

export const mappingEnabled: Rule = {
  name: "mapping-enabled",
  severity: "warning",
  sentence: "A mapping is enabled.",
  remedy: "Set Enabled to true, or acknowledge this while the queue is to stand still.",
  source: PAGES.eventSourceParameters,
  check: each(mappings, (mapping) =>
    mapping.enabled === false
      ? {
          resource: mapping,
          property: "Properties.Enabled",
          expected: "true",
          got: "false",
          because: "No job of the queue is run, and SQS deletes them for their age in the end.",
        }
      : undefined,
  ),
};
