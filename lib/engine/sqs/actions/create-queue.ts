// CreateQueue: makes a queue, or finds the one that is there when nothing contradicts it.

import type { Call } from "../call.ts";
import { invalidParameter, SqsError } from "../errors.ts";
import { requiredText, textEntries } from "../input.ts";
import { checkAttributes, findDifference, toSettings } from "../queue-settings.ts";

const NAME = /^[A-Za-z0-9_-]{1,80}$/;

export function createQueue({ input, queues, urlOf }: Call) {
  const name = requiredText(input, "QueueName");
  const given = textEntries(input, "Attributes") ?? [];
  refuseUnfinished(given, (textEntries(input, "tags") ?? []).length > 0);
  if (!NAME.test(name)) {
    throw invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  const attributes = checkAttributes(given, (arn) => queues.findByArn(arn) !== undefined);
  const existing = queues.find(name);
  const difference = existing && findDifference(existing.settings().attributes, attributes);
  if (difference !== undefined) {
    const message = `A queue already exists with the same name and a different value for attribute ${difference}`;
    throw new SqsError("QueueNameExists", message);
  }
  if (existing === undefined) queues.create(name, toSettings(attributes));
  return { QueueUrl: urlOf(name) };
}

/** What AWS has and this engine does not yet is refused, never taken and forgotten. */
function refuseUnfinished(given: readonly (readonly [string, string])[], tagged: boolean): void {
  if (given.some(([name, value]) => name === "FifoQueue" && value.toLowerCase() === "true")) {
    throw new SqsError("UnsupportedOperation", "This engine has no FIFO queues yet. Leave FifoQueue out.");
  }
  if (tagged) throw new SqsError("UnsupportedOperation", "This engine has no tags yet. Leave tags out.");
}
