// Reads CloudFormation templates, those of one application together, into a deployment.

import type { Deployment, Resource } from "./deployment.ts";
import { createResolve, toKey } from "./intrinsics.ts";
import { createToLink } from "./links.ts";
import { createLogRetention } from "./log-retention.ts";
import { readAlarm } from "./read-alarm.ts";
import { readContainers } from "./read-container.ts";
import { readFunction } from "./read-function.ts";
import { readMapping } from "./read-mapping.ts";
import { readQueue } from "./read-queue.ts";
import { readSchedule } from "./read-schedule.ts";
import { readServices } from "./read-service.ts";
import { createRolePermissions } from "./role-permissions.ts";
import { type GivenTemplate, type TemplateFile, toTemplateFile, type UnknownRecord } from "./template-file.ts";
import { createTlsPolicies } from "./tls-policies.ts";

/** A resource with everything that can be resolved in it. */
export interface Resolved extends Resource {
  readonly type: string;
  readonly properties: UnknownRecord;
  /** The whole resource, with what stands beside its properties. */
  readonly whole: UnknownRecord;
}

/**
 * @throws `ErrandError` `doctor_failed` for what is no template.
 */
export function readTemplates(files: readonly GivenTemplate[]): Deployment {
  const templates = files.map(toTemplateFile);
  const resolvers = new Map(templates.map((file) => [file, createResolve(file, templates)]));
  const resolve = (file: TemplateFile, value: unknown): unknown => resolvers.get(file)?.(value);
  const resources = templates.flatMap((file) => toResources(file, (value) => resolve(file, value)));
  const toQueue = createToLink("AWS::SQS::Queue", templates, resolve);
  const toFunction = createToLink("AWS::Lambda::Function", templates, resolve);
  const requiresTls = createTlsPolicies(resources);
  const logRetention = createLogRetention(resources);
  const permissions = createRolePermissions(resources, toQueue);
  const all = (type: string): readonly Resolved[] => resources.filter((resource) => resource.type === type);
  return {
    queues: all("AWS::SQS::Queue").map((queue) => readQueue(queue, toQueue, requiresTls)),
    functions: all("AWS::Lambda::Function").map((lambda) => readFunction(lambda, toQueue, logRetention)),
    containers: all("AWS::ECS::TaskDefinition").flatMap((task) => readContainers(task, toQueue, permissions)),
    services: readServices(resources),
    mappings: all("AWS::Lambda::EventSourceMapping").map((mapping) => readMapping(mapping, toQueue, toFunction)),
    schedules: all("AWS::Scheduler::Schedule").map((schedule) => readSchedule(schedule, toQueue)),
    alarms: all("AWS::CloudWatch::Alarm").map((alarm) => readAlarm(alarm, toQueue)),
  };
}

function toResources(file: TemplateFile, resolve: (value: unknown) => unknown): readonly Resolved[] {
  return Object.entries(file.resources).map(([id, { type, properties, whole }]) => ({
    key: toKey(file.name, id),
    id,
    template: file.name,
    type,
    properties: resolve(properties) as UnknownRecord,
    whole,
  }));
}
