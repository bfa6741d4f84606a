// A container that runs jobs may do with its queues what that takes.

import { type Container, isKnown, type Link } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import { namedQueues } from "../patient.ts";
import type { Complaint, Rule } from "../rule.ts";

const ON_QUEUE = ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:SendMessage"];
const ON_DEAD_QUEUE = ["sqs:SendMessage"];

export const taskPermissions: Rule = {
  name: "task-permissions",
  severity: "error",
  sentence:
    "A worker's task role may receive, hide, delete and send in one of its queues at least, and send to its dead-letter queue.",
  remedy:
    "Allow the role of TaskRoleArn these actions, not that of ExecutionRoleArn; JobQueues has grantWork(role) for that.",
  source: PAGES.taskRole,
  check: ({ containers }) => containers.flatMap(checkContainer),
};

/** One that works for one priority alone need not read the other's queue: so it is wrong only where it may read none. */
function checkContainer(container: Container): readonly Complaint[] {
  const missing = namedQueues(container, "queue").map((queue) => missingFor(container, queue));
  const fewest = missing.toSorted((a, b) => a.length - b.length)[0] ?? [];
  if (fewest.length === 0) return [];
  return [
    {
      resource: container,
      property: "Properties.TaskRoleArn",
      expected: "a role that may do what a worker does",
      got: container.role === undefined ? "none" : `one that lacks ${fewest.join(", ")}`,
      because: "The worker ends at its start, or a job whose attempts are used up can't be put with the dead.",
    },
  ];
}

function missingFor(container: Container, queue: Link): readonly string[] {
  const lacking = (actions: readonly string[], link: Link): readonly string[] =>
    actions
      .filter((action) => container.may(action, link) === false)
      .map((action) => `${action} on ${link.slice(link.lastIndexOf("#") + 1)}`);
  const dead = deadOf(container, queue);
  return [...lacking(ON_QUEUE, queue), ...(dead === undefined ? [] : lacking(ON_DEAD_QUEUE, dead))];
}

/** By the variable of the same priority. */
function deadOf({ environment }: Container, queue: Link): Link | undefined {
  if (!isKnown(environment)) return undefined;
  const [name] = Object.entries(environment).find(([, link]) => link === queue) ?? [];
  const dead = name === undefined ? undefined : environment[name.replace("_QUEUE_URL", "_DEAD_QUEUE_URL")];
  return dead !== undefined && isKnown(dead) ? dead : undefined;
}
