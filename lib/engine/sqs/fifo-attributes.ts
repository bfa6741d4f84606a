// The attributes that FIFO queues alone have: what each may be, and which go together.

import { boolean, type Check, invalidAttribute, oneOf, unknownAttribute } from "./attribute-checks.ts";
import { SqsError } from "./errors.ts";
import type { Attributes } from "./queue-settings.ts";

export const FIFO_ATTRIBUTES: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["FifoQueue", ofFifo(unknownAttribute, checkType)],
  ["ContentBasedDeduplication", ofFifo(unknownAttribute, boolean)],
  ["DeduplicationScope", ofFifo(onlyOfFifo, oneOf("queue", "messageGroup"))],
  ["FifoThroughputLimit", ofFifo(onlyOfFifo, oneOf("perQueue", "perMessageGroupId"))],
]);

export const INITIAL_OF_FIFO: Attributes = new Map([
  ["FifoQueue", "true"],
  ["ContentBasedDeduplication", "false"],
  ["DeduplicationScope", "queue"],
  ["FifoThroughputLimit", "perQueue"],
]);

function ofFifo(refuse: (name: string) => SqsError, check: Check): Check {
  return (value, name, subject) => {
    if (!subject.isFifo) throw refuse(name);
    return check(value, name, subject);
  };
}

function checkType(value: string, name: string): string {
  if (value.toLowerCase() === "true") return "true";
  throw invalidAttribute(name, "Modifying queue type is not supported.");
}

function onlyOfFifo(name: string): SqsError {
  return new SqsError("InvalidAttributeName", `You can specify the ${name} only when FifoQueue is set to true.`);
}

/** `attributes` as they would be, those that stay included. */
export function checkThroughput(attributes: Attributes): void {
  const perGroup = attributes.get("FifoThroughputLimit") === "perMessageGroupId";
  if (!perGroup || attributes.get("DeduplicationScope") === "messageGroup") return;
  const rule = "The value perMessageGroupId is allowed only when the value for DeduplicationScope is messageGroup.";
  throw invalidAttribute("FifoThroughputLimit", rule);
}
