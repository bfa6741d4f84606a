// The Inspector on the engine's dead-letter queues, without an SDK between.

import type { Environment } from "../core/environment.ts";
import type { DeadHandle, DeadMessage, Inspector } from "../core/inspector.ts";
import type { Posted, Priority } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import type { DirectClient } from "../engine/direct-client.ts";
import type { SourceMessage } from "../engine/event-source/sqs-event.ts";

interface Failure {
  readonly Id: string;
  readonly Code: string;
  readonly Message: string;
}

export function createEngineInspector(sqs: DirectClient, environment: Environment): Inspector {
  const urlOf = (priority: Priority): string => queueUrl(environment, priority, "dead");
  /** As a batch: an entry that is refused does not keep the others from it. */
  const batch = async (action: string, messages: readonly DeadHandle[], more: object): Promise<readonly Posted[]> => {
    const Entries = messages.map(({ handle }, index) => ({ Id: String(index), ReceiptHandle: handle, ...more }));
    const result = await sqs.call(action, { QueueUrl: urlOf(messages[0]?.priority ?? "low"), Entries });
    const failed = (result["Failed"] ?? []) as readonly Failure[];
    return messages.map((_, index) => {
      const failure = failed.find(({ Id }) => Id === String(index));
      return failure === undefined
        ? { ok: true }
        : { ok: false, error: new Error(`${failure.Code}: ${failure.Message}`) };
    });
  };
  return {
    async receive(priority, hideSeconds) {
      // It does not wait: the harness's clock stands still, and the engine gives out all that it has.
      const asked = { MaxNumberOfMessages: 10, VisibilityTimeout: hideSeconds, WaitTimeSeconds: 0 };
      const all = { MessageSystemAttributeNames: ["All"] };
      const { Messages = [] } = await sqs.call("ReceiveMessage", { QueueUrl: urlOf(priority), ...asked, ...all });
      return (Messages as readonly SourceMessage[]).map((message) => toDeadMessage(message, priority));
    },
    hide: (messages, seconds) => batch("ChangeMessageVisibilityBatch", messages, { VisibilityTimeout: seconds }),
    remove: (messages) => batch("DeleteMessageBatch", messages, {}),
    async count(priority) {
      const asked = { QueueUrl: urlOf(priority), AttributeNames: ["All"] };
      const { Attributes } = await sqs.call("GetQueueAttributes", asked);
      const counts = Attributes as Readonly<Record<string, string>>;
      return {
        visible: Number(counts["ApproximateNumberOfMessages"]),
        inHand: Number(counts["ApproximateNumberOfMessagesNotVisible"]),
      };
    },
  };
}

export function toDeadMessage(message: SourceMessage, priority: Priority): DeadMessage {
  const { MessageId = "", ReceiptHandle = "", Body = "", Attributes = {} } = message;
  return {
    messageId: MessageId,
    body: Body,
    handle: ReceiptHandle,
    priority,
    sentAt: Number(Attributes["SentTimestamp"]),
    movedFrom: Attributes["DeadLetterQueueSourceArn"],
    group: Attributes["MessageGroupId"],
  };
}
