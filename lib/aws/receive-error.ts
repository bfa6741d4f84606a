// The wording for a queue that gives nothing: what it said, whether waiting may mend it, and what to do.

import { ErrandError } from "../core/errors.ts";
import type { Received } from "../core/ports.ts";

/** What waiting doesn't mend, by the error's name. SQS API reference, "Common Errors", and the SDK's own. */
const LASTING: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "Make the queue, or correct the variable that names it.",
  "AWS.SimpleQueueService.NonExistentQueue": "Make the queue, or correct the variable that names it.",
  AccessDenied: "Give the worker sqs:ReceiveMessage (and kms:Decrypt, where the queue has a key).",
  AccessDeniedException: "Give the worker sqs:ReceiveMessage (and kms:Decrypt, where the queue has a key).",
  KmsAccessDenied: "Give the worker kms:Decrypt for the queue's key.",
  InvalidAddress: "Correct the variable that names the queue.",
  InvalidClientTokenId: "Correct the AWS keys.",
  UnrecognizedClientException: "Correct the AWS keys.",
  SignatureDoesNotMatch: "Correct the AWS keys.",
  CredentialsProviderError: "Give the process AWS keys, a profile or a role.",
};

/** @param url the queue's. */
export function explainReceive(thrown: unknown, url: string): Extract<Received, { ok: false }> {
  const { name, message } = thrown instanceof Error ? thrown : { name: "Error", message: String(thrown) };
  const advice = LASTING[name];
  const said = `Nothing can be received from ${url}: ${name}: ${message.replace(/\.$/, "")}.`;
  const text = `${said} ${advice ?? ""}`.trimEnd();
  const error = new ErrandError("receive_failed", text, { cause: thrown });
  return { ok: false, error, retryable: advice === undefined };
}
