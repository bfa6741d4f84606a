// CreateQueue: makes a queue, or finds the one that is there when nothing contradicts it.

import type { Call } from "../call.ts";
import { invalidParameter, SqsError } from "../errors.ts";
import { requiredText, textEntries } from "../input.ts";
import { checkAttributes, findDifference, toSettings } from "../queue-settings.ts";
import { checkTags } from "../tags.ts";

const NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

export function createQueue({ input, queues, urlOf }: Call) {
  const name = requiredText(input, "QueueName");
  const given = textEntries(input, "Attributes") ?? [];
  const tags = checkTags(textEntries(input, "tags") ?? [], name);
  const isFifo = given.some(([attribute, value]) => attribute === "FifoQueue" && value.toLowerCase() === "true");
  checkName(name, isFifo);
  const attributes = checkAttributes(given, {
    arn: queues.arnOf(name),
    isFifo,
    current: undefined,
    settingsOf: (arn) => queues.findByArn(arn)?.settings(),
  });
  const existing = queues.find(name);
  const difference = existing && findDifference(existing.settings().attributes, attributes);
  if (difference !== undefined) {
    const message = `A queue already exists with the same name and a different value for attribute ${difference}`;
    throw new SqsError("QueueNameExists", message);
  }
  if (existing === undefined) queues.create(name, toSettings(attributes), tags);
  return { QueueUrl: urlOf(name) };
}

function checkName(name: string, isFifo: boolean): void {
  if ((isFifo ? FIFO_NAME : NAME).test(name)) return;
  const letters = "alphanumeric characters, hyphens, or underscores";
  throw invalidParameter(
    isFifo
      ? `The name of a FIFO queue can only include ${letters}, must end with .fifo suffix and be 1 to 80 in length`
      : `Can only include ${letters}. 1 to 80 in length`,
  );
}
