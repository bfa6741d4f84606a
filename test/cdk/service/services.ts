// A stack with one `WorkerService`, for what its template says.

import { join } from "node:path";
import type { Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { ContainerImage } from "aws-cdk-lib/aws-ecs";
import { WorkerService, type WorkerServiceProps } from "errand/cdk";
import { aStack, makeQueuesOnly } from "../synth.ts";

export const JOBS = join(import.meta.dirname, "../fixtures/jobs.ts");

export interface ServiceStack {
  readonly stack: Stack;
  readonly service: WorkerService;
}

/** With the jobs of the fixtures, from the sources of Errand, and queues of its own. */
export function aService(props: Partial<WorkerServiceProps> = {}, stack: Stack = aStack()): ServiceStack {
  const queues = props.queues ?? makeQueuesOnly(stack);
  const bundling = { conditions: ["@errand/source"], ...props.bundling };
  const source = props.image === undefined ? { entry: JOBS } : {};
  return { stack, service: new WorkerService(stack, "Workers", { ...source, ...props, bundling, queues }) };
}

/** With an image of its own: nothing is bundled, which takes seconds. */
export function anImageService(props: Partial<WorkerServiceProps> = {}, stack: Stack = aStack()): ServiceStack {
  return aService({ image: ContainerImage.fromRegistry("registry.example.org/shop/worker:7"), ...props }, stack);
}

export function aServiceTemplate(props: Partial<WorkerServiceProps> = {}): Template {
  return Template.fromStack(anImageService(props).stack);
}
