// Lambda's side of SQS: from an event's records to deliveries, and from results to a partial batch response.

import type { BatchResult } from "../core/batch.ts";
import { ErrandError, show } from "../core/errors.ts";
import type { Delivery, Priority } from "../core/ports.ts";

/** One message of an SQS event, as far as Errand reads it. */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly eventSourceARN: string;
  readonly receiptHandle?: string;
  readonly attributes?: {
    readonly SentTimestamp?: string;
    readonly ApproximateReceiveCount?: string;
    readonly ApproximateFirstReceiveTimestamp?: string;
    readonly MessageGroupId?: string;
  };
}

/** What an SQS event source mapping gives to a function. */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

/** What the function answers: the messages that are to stay in the queue. All others are deleted. */
export interface SqsBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** @param priorityOf the priority of the queue with this ARN. */
export function toDeliveries(event: SqsEvent, now: number, priorityOf: (arn: string) => Priority): readonly Delivery[] {
  const records: unknown = (event as { readonly Records?: unknown } | null | undefined)?.Records;
  if (!Array.isArray(records) || !records.every(isRecord)) {
    throw new ErrandError(
      "invalid_event",
      `The handler must get an SQS event, { Records: [{ messageId, body, eventSourceARN, … }] }, got ${show(event)}. ` +
        "Connect the function to a queue by an event source mapping.",
    );
  }
  return records.map(({ messageId, body, eventSourceARN, receiptHandle = "", attributes: given }) => {
    const attributes = given ?? {}; // events that are written by hand may have null
    return {
      messageId,
      body,
      queue: eventSourceARN,
      priority: priorityOf(eventSourceARN),
      sentAt: toTime(attributes.SentTimestamp, now),
      receipt: receiptHandle,
      receives: Math.max(1, Math.trunc(Number(attributes.ApproximateReceiveCount)) || 1),
      firstReceivedAt: toTime(attributes.ApproximateFirstReceiveTimestamp, now),
      // Standard queues have groups too, for fairness: those have no order.
      group: eventSourceARN.endsWith(".fifo") ? (attributes.MessageGroupId ?? "") : undefined,
    };
  });
}

/** `otherwise`, where it is no date or one beyond what JavaScript's dates reach. */
function toTime(milliseconds: string | undefined, otherwise: number): number {
  const time = new Date(Number(milliseconds ?? otherwise)).getTime();
  return Number.isNaN(time) ? otherwise : time;
}

export function toResponse(results: readonly BatchResult[]): SqsBatchResponse {
  const returned = results.filter(({ settlement }) => settlement === "return");
  return { batchItemFailures: returned.map(({ delivery }) => ({ itemIdentifier: delivery.messageId })) };
}

function isRecord(record: unknown): record is SqsRecord {
  if (typeof record !== "object" || record === null) return false;
  return ["messageId", "body", "eventSourceARN"].every((field) => typeof record[field as keyof object] === "string");
}
