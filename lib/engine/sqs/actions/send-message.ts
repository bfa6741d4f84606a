// SendMessage and SendMessageBatch: new messages enter a queue.

import { digestAttributes } from "../attribute-digest.ts";
import { andThen, beside, readEntries, toBatchResult, tryEach, valuesOf } from "../batch.ts";
import type { Call } from "../call.ts";
import type { Sent } from "../deduplication.ts";
import { checkSize, type Draft, readDraft } from "../draft.ts";
import { SqsError } from "../errors.ts";
import { checkGroupings } from "../grouping.ts";
import { requiredText } from "../input.ts";
import { MAXIMUM_BATCH_BYTES } from "../limits.ts";
import { toMessage } from "../message.ts";
import type { MessageAttributes } from "../message-attributes.ts";
import type { Post } from "../queue.ts";
import { toSequenceNumber } from "../system-attributes.ts";

export function sendMessage({ input, queues, now }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const draft = readDraft(input, queue.settings());
  checkSize(draft, queue.settings());
  const post = toPost(draft, now);
  const [sent] = queue.send([post]);
  return toAnswer([post, sent]);
}

export function sendMessageBatch({ input, queues, now }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const entries = readEntries(input, "SendMessageBatchRequestEntry");
  checkGroupings(
    entries.map((entry) => entry.input),
    queue.settings().fifo,
  );
  const drafts = tryEach(entries, (entry) => readDraft(entry, queue.settings()));
  checkBatchSize(valuesOf(drafts));
  const posts = andThen(drafts, (draft) => {
    checkSize(draft, queue.settings());
    return toPost(draft, now);
  });
  return toBatchResult(beside(posts, queue.send(valuesOf(posts))), toAnswer);
}

function checkBatchSize(drafts: readonly Draft[]): void {
  const bytes = drafts.reduce((sum, draft) => sum + draft.bytes, 0);
  if (bytes <= MAXIMUM_BATCH_BYTES) return;
  const limit = `Batch requests cannot be longer than ${MAXIMUM_BATCH_BYTES} bytes.`;
  throw new SqsError("BatchRequestTooLong", `${limit} You have sent ${bytes} bytes.`);
}

function toPost(draft: Draft, now: number): Post {
  return { message: toMessage(draft, now), delaySeconds: draft.delaySeconds };
}

/** A duplicate is told the id of the message that is there already, with the digests of what was sent. */
function toAnswer([{ message }, sent]: readonly [Post, Sent | undefined]) {
  const { id, bodyMd5, attributes, traceHeader, deduplicationId } = message;
  const attributesMd5 = digestAttributes(attributes);
  const systemMd5 = traceHeader && digestAttributes(toTraceAttribute(traceHeader));
  return {
    MessageId: sent?.messageId ?? id,
    MD5OfMessageBody: bodyMd5,
    ...(attributesMd5 && { MD5OfMessageAttributes: attributesMd5 }),
    ...(systemMd5 && { MD5OfMessageSystemAttributes: systemMd5 }),
    ...(deduplicationId && sent && { SequenceNumber: toSequenceNumber(sent.sequence) }),
  };
}

function toTraceAttribute(text: string): MessageAttributes {
  return new Map([["AWSTraceHeader", { kind: "text", type: "String", text }]]);
}
