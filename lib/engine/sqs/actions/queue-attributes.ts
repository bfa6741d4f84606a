// GetQueueAttributes and SetQueueAttributes: what a queue is set to, and how many messages it holds.

import { unknownAttribute } from "../attribute-checks.ts";
import type { Call } from "../call.ts";
import { missing } from "../errors.ts";
import { requiredText, textEntries, textList } from "../input.ts";
import type { Queue } from "../queue.ts";
import { checkAttributes, toSettings, WRITABLE_NAMES } from "../queue-settings.ts";

export function getQueueAttributes({ input, queues }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const names = textList(input, "AttributeNames");
  const all = readAll(queue);
  const known = new Set(["All", ...all.keys(), ...WRITABLE_NAMES]);
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const asked = [...all].filter(([name]) => names.includes("All") || names.includes(name));
  return asked.length > 0 ? { Attributes: Object.fromEntries(asked) } : {};
}

export function setQueueAttributes({ input, queues }: Call): undefined {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const given = textEntries(input, "Attributes");
  if (given === undefined) throw missing("Attributes");
  const { attributes, fifo } = queue.settings();
  const changes = checkAttributes(given, {
    arn: queue.arn,
    isFifo: fifo !== undefined,
    current: attributes,
    settingsOf: (arn) => queues.findByArn(arn)?.settings(),
  });
  queue.configure(toSettings(changes, attributes));
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
