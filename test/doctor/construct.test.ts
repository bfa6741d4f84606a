import { Template } from "aws-cdk-lib/assertions";
import type { JobQueuesProps } from "errand/cdk";
import { expect, test } from "vitest";
import { examine } from "../../lib/doctor/doctor.ts";
import { keysOf } from "../../lib/doctor/drift.ts";
import { toPatient } from "../../lib/doctor/patient.ts";
import { readTemplates } from "../../lib/doctor/template.ts";
import * as jobs from "../cdk/fixtures/jobs.ts";
import { anImageService } from "../cdk/service/services.ts";
import { aStack, makeQueues, makeQueuesOnly } from "../cdk/synth.ts";

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

test("and a service with queues that no function names", () => {
  const { stack } = anImageService();
  const deployment = readTemplates([{ name: "Gazette", template: Template.fromStack(stack).toJSON() }]);
  expect(examine(deployment).map(({ message }) => message)).toEqual([]);
  expect(toPatient(deployment)).toMatchObject({ containers: [{}], services: [{ mostTasks: 10 }], queues: [{}, {}] });
});

test("queues whose workers are elsewhere are known as Errand's, too", () => {
  const stack = aStack();
  makeQueuesOnly(stack);
  const deployment = readTemplates([{ name: "Gazette", template: Template.fromStack(stack).toJSON() }]);
  expect(examine(deployment).map(({ message }) => message)).toEqual([]);
  expect(toPatient(deployment)).toMatchObject({ queues: [{}, {}], deadQueues: [{}, {}] });
});
