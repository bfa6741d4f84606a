// Errors: under AWS's names and codes, so that the SDK throws its own classes.

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

/** The URL of a queue that has never been there. */
const notThere = async (target: Target): Promise<string> => `${await target.createQueue()}-not-there`;

const COMMANDS = [
  ["sending to", (QueueUrl: string) => new SendMessageCommand({ QueueUrl, MessageBody: "x" })],
  [
    "sending a batch to",
    (QueueUrl: string) => new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "x" }] }),
  ],
  ["receiving from", (QueueUrl: string) => new ReceiveMessageCommand({ QueueUrl })],
  ["deleting from", (QueueUrl: string) => new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "x" })],
  [
    "changing visibility in",
    (QueueUrl: string) => new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: "x", VisibilityTimeout: 1 }),
  ],
  ["asking for the attributes of", (QueueUrl: string) => new GetQueueAttributesCommand({ QueueUrl })],
  ["setting attributes of", (QueueUrl: string) => new SetQueueAttributesCommand({ QueueUrl, Attributes: {} })],
  ["purging", (QueueUrl: string) => new PurgeQueueCommand({ QueueUrl })],
] as const;

export const errors: readonly Case[] = [
  ...COMMANDS.map(
    ([what, toCommand]): Case => ({
      name: `${what} a queue that is not there throws the SDK's QueueDoesNotExist`,
      async run(target) {
        const command = toCommand(await notThere(target)) as SendMessageCommand;

        await expectRefusal(target.sqs.send(command), QueueDoesNotExist, "The specified queue does not exist");
      },
    }),
  ),
  {
    name: "an error tells its status, its fault and the request that it is of",
    async run(target) {
      const error = await target.send(await notThere(target), "x").catch((refusal: unknown) => refusal);

      expect(error).toMatchObject({
        $fault: "client",
        $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/./) },
        Code: "AWS.SimpleQueueService.NonExistentQueue",
      });
    },
  },
  {
    name: "an answer tells the request that it is of",
    async run(target) {
      const { $metadata } = await target.send(await target.createQueue(), "x");

      expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/./) });
    },
  },
  {
    name: "a request without a queue is refused",
    run: ({ sqs }) =>
      expectRefusal(sqs.send(new SendMessageCommand({ QueueUrl: undefined, MessageBody: "x" })), "MissingParameter"),
  },
];
