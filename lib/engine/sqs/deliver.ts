// Messages from other services of the engine: they enter a queue as SendMessage lets them in, by the same rules.

import type { Clock } from "../../core/ports.ts";
import type { Deliver } from "../delivery.ts";
import { sendMessage } from "./actions/send-message.ts";
import { isSqsError, toWireError } from "./errors.ts";
import type { Queues } from "./queues.ts";

export function createDeliver(queues: Queues, clock: Clock): Deliver {
  return (queueArn, { body, groupId, attributes }) => {
    const queue = queues.findByArn(queueArn);
    if (queue === undefined) return { kind: "no-queue" };
    const values = Object.entries(attributes).map(
      ([name, StringValue]) => [name, { DataType: "String", StringValue }] as const,
    );
    const input = {
      QueueUrl: queue.name,
      MessageBody: body,
      MessageGroupId: groupId,
      MessageAttributes: Object.fromEntries(values),
    };
    try {
      sendMessage({ input, queues, now: clock.now(), urlOf: (name) => name, signal: undefined });
      return { kind: "sent" };
    } catch (error) {
      // The engine's own fault: it must not end the process, in which it is an alarm that sends.
      if (!isSqsError(error)) return { kind: "refused", code: "InternalFailure", message: String(error) };
      return { kind: "refused", code: toWireError(error.code).queryCode, message: error.message };
    }
  };
}
