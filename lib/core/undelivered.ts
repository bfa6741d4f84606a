// What EventBridge Scheduler leaves in a dead-letter queue when it could not send: its request to SQS, with the message in it.

/** The message of such a request, read; anything else as it is. Throws where the message is not JSON. */
export function withoutRequest(read: unknown): unknown {
  if (typeof read !== "object" || read === null || "function" in read) return read;
  if (!("MessageBody" in read) || !("QueueUrl" in read) || typeof read.MessageBody !== "string") return read;
  return JSON.parse(read.MessageBody);
}
