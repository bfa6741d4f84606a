// What is really there of a stack's resources, written as its template would write it.

import type { DeployedStack, StackResource, StackTemplate } from "./deployed-stack.ts";
import { readFunctionProperties } from "./stack-function.ts";
import { readMappings } from "./stack-mappings.ts";
import { readOtherQueues } from "./stack-other-queues.ts";
import { readQueueProperties } from "./stack-queue.ts";
import type { Notice, RealProperties, Stack } from "./stack-requests.ts";
import { readScheduleProperties } from "./stack-schedule.ts";

type Read = (id: string, physicalId: string, stack: Stack, notice: Notice) => Promise<RealProperties>;

const READERS: Readonly<Record<string, Read>> = {
  "AWS::SQS::Queue": readQueueProperties,
  "AWS::Lambda::Function": readFunctionProperties,
  "AWS::Scheduler::Schedule": readScheduleProperties,
};

export function createReality(stack: Stack): DeployedStack["ask"] {
  return async (ids, queueNames) => {
    const notices = new Set<string>();
    const entries = Object.entries(stack.template.Resources);
    const real = await Promise.all(
      entries.map(async ([id, resource]): Promise<readonly (readonly [string, StackResource])[]> => {
        const physicalId = stack.physicalIds.get(id);
        const read = ids.has(id) ? READERS[resource.Type] : undefined;
        if (read === undefined || physicalId === undefined) return [[id, named(resource, physicalId)]];
        const properties = await read(id, physicalId, stack, (sentence) => notices.add(sentence));
        return properties === undefined ? [] : [[id, { ...resource, Properties: properties }]];
      }),
    );
    const own = Object.fromEntries(real.flat());
    const others = await readOtherQueues(own, queueNames, stack);
    const resources = { ...own, ...others };
    const mappings = await readMappings(resources, ids, stack, (sentence) => notices.add(sentence));
    const policies = toPolicies(resources, new Set([...ids, ...Object.keys(others)]));
    const Resources = { ...without(resources, ids), ...mappings, ...policies };
    return { template: { ...stack.template, Resources }, notices: [...notices] };
  };
}

/** A log group is found by its name. */
function named(resource: StackResource, physicalId: string | undefined): StackResource {
  if (resource.Type !== "AWS::Logs::LogGroup" || physicalId === undefined) return resource;
  return { ...resource, Properties: { ...resource.Properties, LogGroupName: physicalId } };
}

/** The policies that queues really have, in place of those that the template gives them. */
function toPolicies(resources: StackTemplate["Resources"], ids: ReadonlySet<string>): StackTemplate["Resources"] {
  const policies: Record<string, StackResource> = {};
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    const policy = Type === "AWS::SQS::Queue" && ids.has(id) ? Properties?.["Policy"] : undefined;
    if (typeof policy !== "string" || policy === "") continue;
    const PolicyDocument: unknown = JSON.parse(policy);
    policies[`${id}RealPolicy`] = {
      Type: "AWS::SQS::QueuePolicy",
      Properties: { Queues: [{ Ref: id }], PolicyDocument },
    };
  }
  return policies;
}

function without(resources: StackTemplate["Resources"], ids: ReadonlySet<string>): StackTemplate["Resources"] {
  const replaced = ({ Type }: StackResource, id: string): boolean =>
    Type === "AWS::SQS::QueuePolicy" || (Type === "AWS::Lambda::EventSourceMapping" && ids.has(id));
  return Object.fromEntries(Object.entries(resources).filter(([id, resource]) => !replaced(resource, id)));
}
