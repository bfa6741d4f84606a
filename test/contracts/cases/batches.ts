// Batches: answered entry by entry, and refused as a whole when they are none.

import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  TooManyEntriesInBatchRequest,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

const HALF = 524_288;
const entry = (Id: string, MessageBody = "x") => ({ Id, MessageBody });
const entries = (count: number) => Array.from({ length: count }, (_, n) => entry(`id-${n}`, `body ${n}`));

const sendBatch = ({ sqs }: Target, QueueUrl: string, Entries: SendMessageBatchRequestEntry[]) =>
  sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

const REFUSED = [
  ["no entries", [], EmptyBatchRequest],
  ["eleven entries", entries(11), TooManyEntriesInBatchRequest],
  ["one id twice", [entry("a"), entry("a")], BatchEntryIdsNotDistinct],
  ["a colon in an id", [entry("a:b")], InvalidBatchEntryId],
  ["an empty id", [entry("")], InvalidBatchEntryId],
  ["an id of 81 letters", [entry("a".repeat(81))], InvalidBatchEntryId],
  ["more than 1 MiB in all", [entry("a", "x".repeat(HALF)), entry("b", "x".repeat(HALF + 1))], BatchRequestTooLong],
] as const;

export const batches: readonly Case[] = [
  {
    name: "a batch of ten is answered entry by entry, and all ten arrive",
    async run(target) {
      const queue = await target.createQueue();

      const { Successful = [], Failed } = await sendBatch(target, queue, entries(10));

      expect(Failed ?? []).toEqual([]);
      expect(Successful.map(({ Id }) => Id).toSorted()).toEqual(entries(10).map(({ Id }) => Id));
      const received = await target.collect(queue, 10);
      const ids = (list: readonly { MessageId?: string | undefined }[]) => list.map((one) => one.MessageId).toSorted();
      expect(ids(received)).toEqual(ids(Successful));
    },
  },
  {
    name: "an entry that is too large harms no other",
    async run(target) {
      const queue = await target.createQueue({ MaximumMessageSize: "1024" });

      const batch = [entry("good", "x".repeat(1_024)), entry("bad", "x".repeat(1_025))];
      const { Successful, Failed } = await sendBatch(target, queue, batch);

      expect(Successful?.map(({ Id }) => Id)).toEqual(["good"]);
      expect(Failed).toMatchObject([{ Id: "bad", Code: "InvalidParameterValue", SenderFault: true }]);
    },
  },
  {
    name: "an entry with characters that are not allowed harms no other",
    async run(target) {
      const queue = await target.createQueue();

      const { Successful, Failed } = await sendBatch(target, queue, [entry("good"), entry("bad", "\u0008")]);

      expect(Successful?.map(({ Id }) => Id)).toEqual(["good"]);
      expect(Failed).toMatchObject([{ Id: "bad", Code: "InvalidMessageContents", SenderFault: true }]);
    },
  },
  {
    name: "each entry of a batch has its own delay",
    async run(target) {
      const queue = await target.createQueue();

      await sendBatch(target, queue, [entry("now"), { ...entry("later"), DelaySeconds: 900 }]);

      await target.expectCounts(queue, [1, 0, 1]);
    },
  },
  {
    name: "a batch of exactly 1 MiB is taken",
    async run(target) {
      const batch = [entry("a", "x".repeat(HALF)), entry("b", "x".repeat(HALF))];

      expect((await sendBatch(target, await target.createQueue(), batch)).Successful).toHaveLength(2);
    },
  },
  ...REFUSED.map(
    ([what, list, error]): Case => ({
      name: `a batch with ${what} is refused as a whole`,
      async run(target) {
        const queue = await target.createQueue();

        await expectRefusal(sendBatch(target, queue, [...list]), error);
        expect(await target.receive(queue)).toEqual([]);
      },
    }),
  ),
  {
    name: "a batch of deletes deletes what its handles name, and fails for garbage",
    async run(target) {
      const QueueUrl = await target.createQueue();
      await target.send(QueueUrl, "x");
      const { ReceiptHandle } = await target.receiveOne(QueueUrl);
      const Entries = [
        { Id: "good", ReceiptHandle },
        { Id: "bad", ReceiptHandle: "garbage" },
      ];

      const { Successful, Failed } = await target.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));

      expect(Successful).toEqual([{ Id: "good" }]);
      expect(Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
      await target.expectCounts(QueueUrl, [0, 0, 0]);
    },
  },
  {
    name: "a batch of visibility changes changes what its handles name, and fails for garbage",
    async run(target) {
      const QueueUrl = await target.createQueue();
      await target.send(QueueUrl, "x");
      const { ReceiptHandle } = await target.receiveOne(QueueUrl);
      const Entries = [
        { Id: "good", ReceiptHandle, VisibilityTimeout: 0 },
        { Id: "bad", ReceiptHandle: "garbage", VisibilityTimeout: 0 },
      ];

      const changed = await target.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));

      expect(changed.Successful).toEqual([{ Id: "good" }]);
      expect(changed.Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid" }]);
      expect((await target.receiveOne(QueueUrl)).Body).toBe("x");
    },
  },
];
