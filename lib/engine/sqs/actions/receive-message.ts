// ReceiveMessage: messages are handed out for a time, at once or when there are some.

import { digestAttributes } from "../attribute-digest.ts";
import type { Call } from "../call.ts";
import { invalidParameter, invalidValue } from "../errors.ts";
import { readId } from "../grouping.ts";
import type { Received } from "../hand-out.ts";
import { type Input, optionalInteger, requiredText, textList } from "../input.ts";
import { MAXIMUM_RECEIVED, MAXIMUM_VISIBILITY_SECONDS, MAXIMUM_WAIT_SECONDS } from "../limits.ts";
import { selectAttributes, toWireAttributes } from "../message-attributes.ts";
import type { Queue } from "../queue.ts";
import { readSystemNames, toSystemAttributes } from "../system-attributes.ts";

export async function receiveMessage({ input, queues, signal }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const { visibilitySeconds, receiveWaitSeconds } = queue.settings();
  const systemNames = readSystemNames(input);
  const attributeNames = textList(input, "MessageAttributeNames");
  checkAttemptId(input, queue);
  const limit = optionalInteger(input, "MaxNumberOfMessages") ?? 1;
  if (limit < 1 || limit > MAXIMUM_RECEIVED) {
    throw invalidValue("MaxNumberOfMessages", limit, `Must be between 1 and ${MAXIMUM_RECEIVED}, if provided.`);
  }
  const received = await queue.receive({
    limit,
    visibilitySeconds: seconds("VisibilityTimeout", MAXIMUM_VISIBILITY_SECONDS) ?? visibilitySeconds,
    waitSeconds: seconds("WaitTimeSeconds", MAXIMUM_WAIT_SECONDS) ?? receiveWaitSeconds,
    signal,
  });
  if (received.length === 0) return {};
  return { Messages: received.map((message) => toWire(message, systemNames, attributeNames, queues.accountId)) };

  function seconds(parameter: string, most: number): number | undefined {
    const given = optionalInteger(input, parameter);
    if (given === undefined || (given >= 0 && given <= most)) return given;
    throw invalidValue(parameter, given, `Must be >= 0 and <= ${most}, if provided.`);
  }
}

function toWire(
  received: Received,
  systemNames: ReadonlySet<string>,
  attributeNames: readonly string[],
  senderId: string,
) {
  const { message, handle } = received;
  const selected = selectAttributes(message.attributes, attributeNames);
  const digest = digestAttributes(selected);
  const system = toSystemAttributes(received, systemNames, senderId);
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    ...(system && { Attributes: system }),
    // Of those that are returned, not of those that were sent: measured on AWS.
    ...(digest && { MD5OfMessageAttributes: digest, MessageAttributes: toWireAttributes(selected) }),
  };
}

/** Taken, and of no further effect: a receive that is asked for again is another receive. */
function checkAttemptId(input: Input, queue: Queue): void {
  const given = readId(input, "ReceiveRequestAttemptId");
  if (given === undefined || queue.settings().fifo !== undefined) return;
  throw invalidParameter("The ReceiveRequestAttemptId parameter is valid for FIFO queues only.");
}
