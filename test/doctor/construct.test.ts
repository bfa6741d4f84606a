import { Template } from "aws-cdk-lib/assertions";
import type { JobQueuesProps } from "errand/cdk";
import { expect, test } from "vitest";
import { examine } from "../../lib/doctor/doctor.ts";
import { keysOf } from "../../lib/doctor/drift.ts";
import { readTemplates } from "../../lib/doctor/template.ts";
import * as jobs from "../cdk/fixtures/jobs.ts";
import { aStack, makeQueues } from "../cdk/synth.ts";

test.each<[string, Partial<JobQueuesProps>]>([
  ["by default", { jobs }],
  ["with a worker for each priority", { jobs, workers: "per-priority" }],
  ["with a FIFO queue that schedules send to", { jobs, queues: { low: { fifo: true } } }],
  ["with provisioned pollers", { jobs, concurrency: { high: { pollers: { min: 2, max: 5 } } } }],
])("the construct makes what the doctor finds nothing wrong with: %s", (_, props) => {
  const stack = aStack();
  makeQueues(stack, props);
  const deployment = readTemplates([{ name: "Gazette", template: Template.fromStack(stack).toJSON() }]);
  const messages = examine(deployment).map(({ message }) => message);
  expect(messages).toEqual([]);
  expect(keysOf(deployment).size).toBeGreaterThan(6);
});
