// The queues that a stack's functions name in their variables and the stack does not have: those that were there before.

import { queueVariable } from "../core/environment.ts";
import type { StackResource, StackTemplate } from "./deployed-stack.ts";
import { readQueueProperties } from "./stack-queue.ts";
import type { Stack } from "./stack-requests.ts";

const VARIABLES = (["high", "low"] as const).flatMap((priority) => [
  queueVariable(priority, "queue"),
  queueVariable(priority, "dead"),
]);

/** By ids that say what they are. What becomes of them is not the stack's business: they stay. */
export async function readOtherQueues(
  resources: StackTemplate["Resources"],
  known: ReadonlySet<string>,
  stack: Stack,
): Promise<StackTemplate["Resources"]> {
  const urls = new Map<string, string>();
  for (const { Properties } of Object.values(resources)) {
    for (const url of namedUrls(Properties?.["Environment"])) urls.set(url.slice(url.lastIndexOf("/") + 1), url);
  }
  const read = [...urls]
    .filter(([name]) => !known.has(name))
    .map(async ([name, url]): Promise<readonly (readonly [string, StackResource])[]> => {
      const id = `(queue ${name})`;
      const Properties = await readQueueProperties(id, url, stack);
      return Properties === undefined ? [] : [[id, { Type: "AWS::SQS::Queue", DeletionPolicy: "Retain", Properties }]];
    });
  return Object.fromEntries((await Promise.all(read)).flat());
}

function namedUrls(environment: unknown): readonly string[] {
  const variables = fieldOf(environment, "Variables");
  return VARIABLES.map((name) => String(fieldOf(variables, name))).filter((url) => URL.canParse(url));
}

function fieldOf(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? Reflect.get(object, name) : undefined;
}
