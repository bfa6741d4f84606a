// A container that runs jobs is told when it is to end, and has the time for it; what keeps it running may have one.

import { type Container, isKnown, type TaskService } from "../deployment.ts";
import { graceOf } from "../grace.ts";
import { PAGES } from "../pages.ts";
import type { Patient } from "../patient.ts";
import { each, known, type Rule } from "../rule.ts";

/** After the grace, at most: the worker hands back what still runs, and exits. */
const MARGIN_SECONDS = 8;

/** Fargate's, and where instances are one's own ECS takes more. */
const LONGEST_STOP_SECONDS = 120;

export const stopTimeout: Rule = {
  name: "stop-timeout",
  severity: "error",
  sentence: "A worker's container has 8 seconds more to stop than its jobs have to finish.",
  remedy: "Raise StopTimeout, or lower the grace that the worker is told.",
  source: PAGES.taskParameters,
  check: each(containers, (container) => {
    const { stopSeconds } = container;
    const grace = graceOf(container);
    if (!isKnown(grace) || !known(stopSeconds, (seconds) => seconds < grace + MARGIN_SECONDS)) return undefined;
    return {
      resource: container,
      property: propertyOf(container, "StopTimeout"),
      expected: `at least ${grace + MARGIN_SECONDS}: the grace of ${grace}, and ${MARGIN_SECONDS} to hand back what still runs (Fargate gives ${LONGEST_STOP_SECONDS} at most)`,
      got: String(stopSeconds),
      because:
        "The worker is killed in the midst: its jobs come again only after their visibility timeout, and count as crashed.",
    };
  }),
};

export const containerInit: Rule = {
  name: "container-init",
  severity: "warning",
  sentence: "A worker's container has an init process.",
  remedy: "Set LinuxParameters.InitProcessEnabled to true.",
  source: PAGES.linuxParameters,
  check: each(containers, (container) =>
    container.init === false
      ? {
          resource: container,
          property: propertyOf(container, "LinuxParameters.InitProcessEnabled"),
          expected: "true",
          got: "false",
          because:
            "A shell or npm as its first process does not hand the signal on, and the worker is killed in the midst.",
        }
      : undefined,
  ),
};

export const serviceTasks: Rule = {
  name: "service-tasks",
  severity: "error",
  sentence: "A worker's service may have a task.",
  remedy: "Raise MaxCapacity of what scales it to 1 or more, or DesiredCount where nothing does.",
  source: PAGES.serviceScaling,
  check: each(
    ({ services }) => services,
    (service) => {
      const none = noneOf(service);
      if (none === undefined) return undefined;
      return { resource: service, ...none, expected: "1 or more", got: "0", because: "Its jobs wait for ever." };
    },
  ),
};

function noneOf({ tasks, mostTasks }: TaskService): { readonly property: string } | undefined {
  if (mostTasks === 0) return { property: "MaxCapacity of its scalable target" };
  return mostTasks === undefined && tasks === 0 ? { property: "Properties.DesiredCount" } : undefined;
}

function containers({ containers }: Patient): readonly Container[] {
  return containers;
}

export function propertyOf({ name }: Container, property: string): string {
  return `Properties.ContainerDefinitions[${isKnown(name) ? name : ""}].${property}`;
}
