// SendMessage and SendMessageBatch: new messages enter a queue.

import { digestAttributes } from "../attribute-digest.ts";
import { andThen, readEntries, toBatchResult, tryEach, valuesOf } from "../batch.ts";
import type { Call } from "../call.ts";
import { checkSize, type Draft, readDraft } from "../draft.ts";
import { SqsError } from "../errors.ts";
import { requiredText } from "../input.ts";
import { MAXIMUM_BATCH_BYTES } from "../limits.ts";
import { toMessage } from "../message.ts";
import type { MessageAttributes } from "../message-attributes.ts";
import type { Post } from "../queue.ts";

export function sendMessage({ input, queues, now }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const draft = readDraft(input, queue.settings());
  checkSize(draft, queue.settings());
  const post = toPost(draft, now);
  queue.send([post]);
  return toSent(post);
}

export function sendMessageBatch({ input, queues, now }: Call) {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const entries = readEntries(input, "SendMessageBatchRequestEntry");
  const drafts = tryEach(entries, (entry) => readDraft(entry, queue.settings()));
  checkBatchSize(valuesOf(drafts));
  const posts = andThen(drafts, (draft) => {
    checkSize(draft, queue.settings());
    return toPost(draft, now);
  });
  // All at once, so that one long poll gets them together.
  queue.send(valuesOf(posts));
  return toBatchResult(posts, toSent);
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

function toSent({ message: { id, bodyMd5, attributes, traceHeader } }: Post) {
  const attributesMd5 = digestAttributes(attributes);
  const systemMd5 = traceHeader && digestAttributes(toTraceAttribute(traceHeader));
  return {
    MessageId: id,
    MD5OfMessageBody: bodyMd5,
    ...(attributesMd5 && { MD5OfMessageAttributes: attributesMd5 }),
    ...(systemMd5 && { MD5OfMessageSystemAttributes: systemMd5 }),
  };
}

function toTraceAttribute(text: string): MessageAttributes {
  return new Map([["AWSTraceHeader", { kind: "text", type: "String", text }]]);
}
