// The pollers' way to a queue, open only while the harness lets things run: between two calls of it nothing moves.

import type { Clock } from "../core/ports.ts";
import type { DirectClient } from "../engine/direct-client.ts";
import type { Source } from "../engine/event-source/gather.ts";
import type { SourceMessage } from "../engine/event-source/sqs-event.ts";

export interface Polling {
  open(): void;
  /** Takes back the polls under way: a poll of the engine that is aborted takes no message with it. */
  close(): void;
  /** Answers every poll with nothing from now on. */
  end(): void;
  /** @param queueUrl known once the queues are made. */
  sourceOf(queueUrl: () => string): Source;
}

export function createPolling(sqs: DirectClient, clock: Clock): Polling {
  let gate = Promise.withResolvers<void>();
  let controller = new AbortController();
  let ended = false;

  const poll = async (QueueUrl: string, count: number, waitSeconds: number): Promise<readonly SourceMessage[]> => {
    const input = {
      QueueUrl,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    };
    const received = await sqs.call("ReceiveMessage", input, controller.signal);
    return ((received["Messages"] ?? []) as SourceMessage[]).map(withBinary);
  };

  return {
    open() {
      controller = new AbortController();
      gate.resolve();
    },
    close() {
      gate = Promise.withResolvers();
      controller.abort();
    },
    end() {
      ended = true;
      controller.abort();
      gate.resolve();
    },
    sourceOf: (queueUrl) => ({
      async receive(count, waitSeconds) {
        const until = clock.now() + waitSeconds * 1000;
        for (;;) {
          await gate.promise;
          if (ended) return [];
          const { signal } = controller;
          try {
            return await poll(queueUrl(), count, Math.max(0, Math.floor((until - clock.now()) / 1000)));
          } catch (error) {
            if (!signal.aborted) throw error;
          }
        }
      },
      async remove(messages) {
        const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        const { Failed = [] } = await sqs.call("DeleteMessageBatch", { QueueUrl: queueUrl(), Entries });
        const [first] = Failed as readonly { readonly Code: string; readonly Message: string }[];
        if (first !== undefined) throw new Error(`Messages were not deleted: ${first.Code}: ${first.Message}`);
      },
    }),
  };
}

/** On the wire, bytes are base64; an SDK gives them as bytes. */
function withBinary(message: SourceMessage): SourceMessage {
  const { MessageAttributes } = message;
  if (MessageAttributes === undefined) return message;
  const entries = Object.entries(MessageAttributes).map(([name, attribute]) => {
    const bytes: unknown = attribute.BinaryValue;
    return [name, typeof bytes === "string" ? { ...attribute, BinaryValue: Buffer.from(bytes, "base64") } : attribute];
  });
  return { ...message, MessageAttributes: Object.fromEntries(entries) };
}
