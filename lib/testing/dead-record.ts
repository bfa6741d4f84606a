// What died, as a test reads it: looked up in the dead-letter queues, so that what SQS itself gave up is there too.

import { type DeathReason, readDeadLetter } from "../core/dead-letter-reading.ts";
import type { HistoryEntry } from "../core/envelope.ts";
import type { ErrorRecord } from "../core/events.ts";
import type { Priority } from "../core/ports.ts";
import type { QueuePlan } from "../core/topology.ts";
import type { DirectClient } from "../engine/direct-client.ts";
import type { SourceMessage } from "../engine/event-source/sqs-event.ts";
import { toDeadMessage } from "./engine-inspector.ts";
import { urlOf } from "./harness-queues.ts";
import type { ReadArgs } from "./packed-args.ts";

/** One message in a dead-letter queue. */
export interface DeadEntry<Args extends readonly unknown[] = readonly unknown[]> {
  readonly id: string;
  /** The job's name; the empty string where the message names none. */
  readonly job: string;
  readonly args: Args;
  readonly priority: Priority;
  /** As the message tells it; `received_too_often` where SQS itself gave it up. */
  readonly reason: DeathReason;
  /** The failure that was the last. */
  readonly error?: ErrorRecord;
  /** How many attempts have started, as the message counts them. */
  readonly attempts: number;
  /** The failed attempts, the last five. */
  readonly history: readonly HistoryEntry[];
  /** When it died; where SQS gave it up, when it was last sent. */
  readonly at: Date;
  /** The message's text. */
  readonly body: string;
}

export interface DeadLetters {
  entries(): readonly DeadEntry[];
  /** Looks what has come since the last time. */
  collect(): Promise<void>;
}

/** Longer than a look takes; afterwards the letters are made visible again. */
const LOOK_SECONDS = 30;

/**
 * @param sqs reaches the engine past any faults.
 * @param invocations how many there have been: without a new one, and with as many letters as before, none is new.
 */
export function createDeadLetters(
  sqs: DirectClient,
  plans: readonly QueuePlan[],
  invocations: () => number,
  readArgs: ReadArgs,
): DeadLetters {
  const letters = new Map<string, DeadEntry>();

  const collectFrom = async (QueueUrl: string, priority: Priority): Promise<void> => {
    const handles: unknown[] = [];
    for (;;) {
      const look = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: LOOK_SECONDS };
      const { Messages = [] } = await sqs.call("ReceiveMessage", { ...look, MessageSystemAttributeNames: ["All"] });
      const messages = Messages as readonly SourceMessage[];
      handles.push(...messages.map(({ ReceiptHandle }) => ReceiptHandle));
      const fresh = messages.filter(({ MessageId = "" }) => !letters.has(MessageId));
      for (const message of fresh) letters.set(message.MessageId ?? "", toEntry(message, priority, readArgs));
      if (messages.length === 0) break;
    }
    for (const ReceiptHandle of handles) {
      await sqs.call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    }
  };

  const seen = new Map<string, string>();
  return {
    entries: () => [...letters.values()],
    async collect() {
      for (const { deadName, priority } of plans) {
        const QueueUrl = urlOf(deadName);
        const { Attributes } = await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
        const count = (Attributes as Record<string, string>)["ApproximateNumberOfMessages"];
        const sight = `${count} letters after ${invocations()} invocations`;
        if (count === "0" || sight === seen.get(deadName)) continue;
        seen.set(deadName, sight);
        await collectFrom(QueueUrl, priority);
      }
    },
  };
}

function toEntry(message: SourceMessage, priority: Priority, readArgs: ReadArgs): DeadEntry {
  const { reading } = readDeadLetter(toDeadMessage(message, priority));
  const { id, job, reason, error, attempts, history, diedAt, body } = reading;
  return {
    id,
    job,
    args: readArgs(reading),
    priority,
    reason,
    ...(error && { error }),
    attempts,
    history,
    at: diedAt,
    body,
  };
}
