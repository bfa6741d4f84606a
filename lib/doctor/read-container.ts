// The containers of a task, with ECS's defaults for what their template leaves out.

import { type Container, isKnown, type Known, UNKNOWN, type Variables } from "./deployment.ts";
import type { ToLink } from "./links.ts";
import { readVariables } from "./read-variables.ts";
import { booleanAt, listAt, numberAt, textAt } from "./reading.ts";
import type { RolePermissions } from "./role-permissions.ts";
import type { Resolved } from "./template.ts";

/** ECS developer guide, "Amazon ECS task definition parameters", stopTimeout. */
const USUAL_STOP_SECONDS = 30;

export function readContainers(
  { key, id, template, properties }: Resolved,
  toQueue: ToLink,
  permissions: RolePermissions,
): readonly Container[] {
  const containers = listAt(properties, "ContainerDefinitions");
  const role = textAt(properties, "TaskRoleArn", undefined);
  const mayOf = permissions(role);
  return (isKnown(containers) ? containers : []).map((container) => ({
    key,
    id,
    template,
    name: textAt(container, "Name", ""),
    environment: readEnvironment(listAt(container, "Environment"), toQueue),
    command: readCommand(container),
    stopSeconds: numberAt(container, "StopTimeout", USUAL_STOP_SECONDS),
    init: booleanAt(container, "LinuxParameters.InitProcessEnabled", false),
    role,
    may: mayOf,
  }));
}

function readCommand(container: unknown): Known<readonly unknown[]> {
  const entryPoint = listAt(container, "EntryPoint");
  const command = listAt(container, "Command");
  return isKnown(entryPoint) && isKnown(command) ? [...entryPoint, ...command] : UNKNOWN;
}

function readEnvironment(list: Known<readonly unknown[]>, toQueue: ToLink): Known<Variables> {
  if (!isKnown(list)) return UNKNOWN;
  const entries = list.map((one) => [textAt(one, "Name", UNKNOWN), textAt(one, "Value", "")] as const);
  if (entries.some(([name]) => !isKnown(name))) return UNKNOWN;
  return readVariables(Object.fromEntries(entries.map(([name, value]) => [String(name), value])), toQueue);
}
