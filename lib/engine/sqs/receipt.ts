// The receipt handle: names one receive of one message in one queue, and can't be mistaken for anything else.

import { SqsError } from "./errors.ts";

export interface Receipt {
  readonly queueName: string;
  readonly messageId: string;
  /** The message's place in line: finds it without an index by id. */
  readonly sequence: number;
  /** Which receive of it this was, from 1. An older one is stale. */
  readonly receive: number;
}

const FORM = /^receipt (?<queueName>\S+) (?<messageId>\S+) (?<sequence>\d+) (?<receive>\d+)$/;

export function toHandle({ queueName, messageId, sequence, receive }: Receipt): string {
  return Buffer.from(`receipt ${queueName} ${messageId} ${sequence} ${receive}`).toString("base64");
}

export function readHandle(handle: string, queueName: string): Receipt {
  const bytes = Buffer.from(handle, "base64");
  const groups = FORM.exec(bytes.toString())?.groups;
  // Node's decoder skips what is not base64, so that a handle with a letter too many would pass without the comparison.
  if (groups === undefined || groups["queueName"] !== queueName || bytes.toString("base64") !== handle) {
    const message = `The input receipt handle "${handle}" is not a valid receipt handle.`;
    throw new SqsError("ReceiptHandleIsInvalid", message);
  }
  const { messageId = "", sequence, receive } = groups;
  return { queueName, messageId, sequence: Number(sequence), receive: Number(receive) };
}
