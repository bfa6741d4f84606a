// The attributes of queues: defaults, bounds, counters.

import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  InvalidAttributeName,
  InvalidAttributeValue,
  type QueueAttributeName,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import { aName } from "../target.ts";

const BOUNDS = [
  ["DelaySeconds", 0, 900],
  ["VisibilityTimeout", 0, 43_200],
  ["MessageRetentionPeriod", 60, 1_209_600],
  ["MaximumMessageSize", 1_024, 1_048_576],
  ["ReceiveMessageWaitTimeSeconds", 0, 20],
] as const;

export const settings: readonly Case[] = [
  {
    name: "a new queue has AWS's defaults",
    async run(target) {
      expect(await target.attributesOf(await target.createQueue())).toMatchObject({
        ApproximateNumberOfMessages: "0",
        ApproximateNumberOfMessagesNotVisible: "0",
        ApproximateNumberOfMessagesDelayed: "0",
        VisibilityTimeout: "30",
        MaximumMessageSize: "1048576",
        MessageRetentionPeriod: "345600",
        DelaySeconds: "0",
        ReceiveMessageWaitTimeSeconds: "0",
        SqsManagedSseEnabled: "true",
      });
    },
  },
  {
    name: "the times of creation and of the last change are whole seconds",
    async run(target) {
      const { CreatedTimestamp, LastModifiedTimestamp } = await target.attributesOf(await target.createQueue());

      expect([CreatedTimestamp, LastModifiedTimestamp]).toEqual([
        expect.stringMatching(/^\d{10}$/),
        expect.stringMatching(/^\d{10}$/),
      ]);
    },
  },
  {
    name: "only the attributes that are asked for are returned",
    async run({ sqs, createQueue }) {
      const QueueUrl = await createQueue();

      const none = await sqs.send(new GetQueueAttributesCommand({ QueueUrl }));
      const some = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }));

      expect(none.Attributes).toBeUndefined();
      expect(some.Attributes).toEqual({ DelaySeconds: "0" });
    },
  },
  {
    name: "asking for an attribute that there is not is refused",
    async run({ sqs, createQueue }) {
      const AttributeNames = ["Color" as QueueAttributeName];
      const command = new GetQueueAttributesCommand({ QueueUrl: await createQueue(), AttributeNames });

      await expectRefusal(sqs.send(command), InvalidAttributeName);
    },
  },
  ...BOUNDS.map(
    ([name, from, to]): Case => ({
      name: `${name} is a whole number from ${from} to ${to}`,
      async run(target) {
        const queue = await target.createQueue();

        for (const value of [from, to]) {
          await target.configure(queue, { [name]: String(value) });
          await target.eventually(async () => expect((await target.attributesOf(queue))[name]).toBe(String(value)));
        }
        for (const value of [from - 1, to + 1, "x"]) {
          await expectRefusal(target.configure(queue, { [name]: String(value) }), InvalidAttributeValue);
        }
      },
    }),
  ),
  {
    name: "setting an attribute leaves the others",
    async run(target) {
      const queue = await target.createQueue({ DelaySeconds: "7" });

      await target.configure(queue, { VisibilityTimeout: "5" });

      await target.eventually(async () =>
        expect(await target.attributesOf(queue)).toMatchObject({ DelaySeconds: "7", VisibilityTimeout: "5" }),
      );
    },
  },
  {
    name: "an attribute that there is not can't be set",
    async run(target) {
      await expectRefusal(target.configure(await target.createQueue(), { Color: "red" }), InvalidAttributeName);
    },
  },
  {
    name: "a standard queue knows no attribute of FIFO queues, and does not become one",
    async run(target) {
      const queue = await target.createQueue();

      await expectRefusal(target.configure(queue, { FifoQueue: "true" }), InvalidAttributeName);
      for (const name of ["FifoQueue", "ContentBasedDeduplication"]) {
        await expectRefusal(target.createQueue({ [name]: "false" }), InvalidAttributeName);
      }
    },
  },
  {
    name: "a FIFO queue's name must end in .fifo",
    async run({ sqs }) {
      const command = new CreateQueueCommand({ QueueName: aName(), Attributes: { FifoQueue: "true" } });

      await expectRefusal(sqs.send(command), "InvalidParameterValue");
    },
  },
  {
    name: "a new FIFO queue shows how it deduplicates and what its limits count for",
    async run(target) {
      const attributes = await target.attributesOf(await target.createFifoQueue());

      expect(attributes).toMatchObject({
        FifoQueue: "true",
        ContentBasedDeduplication: "false",
        DeduplicationScope: "queue",
        FifoThroughputLimit: "perQueue",
      });
    },
  },
  {
    name: "the counters tell what is ready, in flight and delayed",
    async run(target) {
      const queue = await target.createQueue();
      await target.sendMany(queue, ["a", "b", "c"]);
      await target.send(queue, "delayed", { DelaySeconds: 900 });

      await target.receiveOne(queue);

      await target.expectCounts(queue, [2, 1, 1]);
    },
  },
];
