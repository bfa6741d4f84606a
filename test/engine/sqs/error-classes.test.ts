import * as sdk from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createEngine } from "../../../lib/engine/engine.ts";
import { createRequestHandler } from "../../../lib/engine/request-handler.ts";
import { SqsError, type SqsErrorCode } from "../../../lib/engine/sqs/errors.ts";
import { toErrorResponse } from "../../../lib/engine/sqs/protocol.ts";
import { createManualClock } from "../../support/manual-clock.ts";

/** What the SDK throws when it is answered with an error of this code. */
async function thrownFor(code: SqsErrorCode): Promise<unknown> {
  const engine = createEngine({ clock: createManualClock() });
  const refusing = { ...engine, handle: async () => toErrorResponse("id", new SqsError(code, "why")) };
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const requestHandler = createRequestHandler(refusing);
  const sqs = new sdk.SQSClient({ requestHandler, region: "us-east-1", credentials, maxAttempts: 1 });
  return sqs.send(new sdk.ListQueuesCommand({})).catch((error: unknown) => error);
}

test.each([
  ["BatchEntryIdsNotDistinct", sdk.BatchEntryIdsNotDistinct],
  ["BatchRequestTooLong", sdk.BatchRequestTooLong],
  ["EmptyBatchRequest", sdk.EmptyBatchRequest],
  ["InvalidAttributeName", sdk.InvalidAttributeName],
  ["InvalidAttributeValue", sdk.InvalidAttributeValue],
  ["InvalidBatchEntryId", sdk.InvalidBatchEntryId],
  ["InvalidMessageContents", sdk.InvalidMessageContents],
  ["OverLimit", sdk.OverLimit],
  ["PurgeQueueInProgress", sdk.PurgeQueueInProgress],
  ["QueueDeletedRecently", sdk.QueueDeletedRecently],
  ["QueueDoesNotExist", sdk.QueueDoesNotExist],
  ["QueueNameExists", sdk.QueueNameExists],
  ["ReceiptHandleIsInvalid", sdk.ReceiptHandleIsInvalid],
  ["ResourceNotFoundException", sdk.ResourceNotFoundException],
  ["TooManyEntriesInBatchRequest", sdk.TooManyEntriesInBatchRequest],
  ["UnsupportedOperation", sdk.UnsupportedOperation],
] as const)("the SDK throws its own class for %s", async (code, errorClass) => {
  const thrown = await thrownFor(code);

  expect(thrown).toBeInstanceOf(errorClass);
  expect(thrown).toMatchObject({ message: "why", $fault: "client" });
});

test.each([
  ["InvalidParameterValueException", "InvalidParameterValue"],
  ["MissingRequiredParameterException", "MissingParameter"],
] as const)("%s, which is in no model of SQS, has the name of the older protocol", async (code, name) => {
  expect(await thrownFor(code)).toMatchObject({ name, message: "why" });
});
