// Lambda's side of SQS: from an event's records to deliveries, and from results to a partial batch response.

import type { BatchResult } from "../core/batch.ts";
import { ErrandError, show } from "../core/errors.ts";
import type { Delivery, Priority } from "../core/ports.ts";

/** One message of an SQS event, as far as Errand reads it. */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly eventSourceARN: string;
  readonly attributes?: { readonly SentTimestamp?: string };
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
  return records.map(({ messageId, body, eventSourceARN, attributes }) => {
    const sentAt = new Date(Number(attributes?.SentTimestamp ?? now)).getTime();
    return {
      messageId,
      body,
      queue: eventSourceARN,
      priority: priorityOf(eventSourceARN),
      sentAt: Number.isNaN(sentAt) ? now : sentAt, // no date, or one beyond what JavaScript's dates reach
    };
  });
}

export function toResponse(results: readonly BatchResult[]): SqsBatchResponse {
  const returned = results.filter(({ settlement }) => settlement === "return");
  return { batchItemFailures: returned.map(({ delivery }) => ({ itemIdentifier: delivery.messageId })) };
}

function isRecord(record: unknown): record is SqsRecord {
  if (typeof record !== "object" || record === null) return false;
  return ["messageId", "body", "eventSourceARN"].every((field) => typeof record[field as keyof object] === "string");
}
