// The services that keep tasks running, and how many of them there may be.

import { isKnown, type Known, type TaskService, UNKNOWN } from "./deployment.ts";
import { referredKey } from "./intrinsics.ts";
import { numberAt, textAt } from "./reading.ts";
import type { Resolved } from "./template.ts";

/** @param all resources, among them what scales services. */
export function readServices(all: readonly Resolved[]): readonly TaskService[] {
  const targets = all.filter(
    ({ type, properties }) =>
      type === "AWS::ApplicationAutoScaling::ScalableTarget" && textAt(properties, "ServiceNamespace", "") === "ecs",
  );
  return all.flatMap(({ type, key, id, template, properties }) => {
    if (type !== "AWS::ECS::Service") return [];
    const own = targets.find((target) => keyIn(textAt(target.properties, "ResourceId", "")) === key);
    return {
      key,
      id,
      template,
      task: keyIn(textAt(properties, "TaskDefinition", UNKNOWN)) ?? UNKNOWN,
      tasks: numberAt(properties, "DesiredCount", undefined),
      mostTasks: own === undefined ? undefined : numberAt(own.properties, "MaxCapacity", UNKNOWN),
    };
  });
}

function keyIn(text: Known<string>): string | undefined {
  return isKnown(text) ? referredKey(text) : undefined;
}
