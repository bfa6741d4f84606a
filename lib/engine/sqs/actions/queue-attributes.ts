// GetQueueAttributes and SetQueueAttributes: what a queue is set to, and how many messages it holds.

import type { Call } from "../call.ts";
import { missing } from "../errors.ts";
import { requiredText, textEntries, textList } from "../input.ts";
import type { Queue } from "../queue.ts";
import { checkAttributes, toSettings, unknownAttribute, WRITABLE_NAMES } from "../queue-settings.ts";

/** AWS knows them of every queue, and shows them of those that have them. */
const NOT_HERE = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoQueue",
  "FifoThroughputLimit",
  "RedriveAllowPolicy",
];

export function getQueueAttributes({ input, queues }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const names = textList(input, "AttributeNames");
  const all = readAll(queue);
  const known = new Set(["All", ...all.keys(), ...WRITABLE_NAMES, ...NOT_HERE]);
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const asked = [...all].filter(([name]) => names.includes("All") || names.includes(name));
  return asked.length > 0 ? { Attributes: Object.fromEntries(asked) } : {};
}

export function setQueueAttributes({ input, queues }: Call): undefined {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const given = textEntries(input, "Attributes");
  if (given === undefined) throw missing("Attributes");
  const changes = checkAttributes(given, (arn) => queues.findByArn(arn) !== undefined);
  queue.configure(toSettings(changes, queue.settings().attributes));
}

function readAll(queue: Queue): ReadonlyMap<string, string> {
  const { ready, inFlight, delayed } = queue.counts();
  return new Map([
    ["QueueArn", queue.arn],
    ["ApproximateNumberOfMessages", String(ready)],
    ["ApproximateNumberOfMessagesNotVisible", String(inFlight)],
    ["ApproximateNumberOfMessagesDelayed", String(delayed)],
    ["CreatedTimestamp", toSeconds(queue.createdAt)],
    ["LastModifiedTimestamp", toSeconds(queue.modifiedAt())],
    ...queue.settings().attributes,
  ]);
}

function toSeconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}
