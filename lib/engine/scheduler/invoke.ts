// One attempt to deliver a run to its target.

import type { Deliver } from "../delivery.ts";
import type { Target } from "./target.ts";

export type Invoked =
  | { readonly kind: "delivered" }
  /** `retry`: whether it may go better later. */
  | { readonly kind: "failed"; readonly retry: boolean; readonly code: string; readonly message: string };

const SQS_ARN = /^arn:aws(-[a-z]+)*:sqs:/;

export function isQueue({ Arn }: Target): boolean {
  return SQS_ARN.test(Arn);
}

/**
 * This engine has no service but SQS to deliver to: a target of another is taken and kept, and when it is to be invoked it
 * is as one that can't be reached.
 */
export function invoke(target: Target, payload: string, deliver: Deliver): Invoked {
  if (!isQueue(target)) return unreachable(target);
  const groupId = target.SqsParameters?.MessageGroupId;
  const delivered = deliver(target.Arn, { body: payload, groupId, attributes: {} });
  switch (delivered.kind) {
    case "sent":
      return { kind: "delivered" };
    case "no-queue": {
      const message = "The specified queue does not exist for this wsdl version.";
      return { kind: "failed", retry: true, code: "AWS.SimpleQueueService.NonExistentQueue", message };
    }
    case "refused":
      return { kind: "failed", retry: false, code: delivered.code, message: delivered.message };
    default:
      return delivered satisfies never;
  }
}

function unreachable({ Arn }: Target): Invoked {
  const why = `This engine delivers to SQS queues only, not to ${Arn}.`;
  const message = `Unexpected error occurred while processing the request. ${why}`;
  return { kind: "failed", retry: true, code: "AWS.Scheduler.InternalServerError", message };
}
