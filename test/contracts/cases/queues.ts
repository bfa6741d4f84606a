// Queues: made, found, listed, tagged, emptied, deleted.

import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  PurgeQueueInProgress,
  QueueDeletedRecently,
  QueueDoesNotExist,
  QueueNameExists,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import { aName, type Target } from "../target.ts";

const nameOf = (queue: string): string => queue.split("/").at(-1) ?? "";
const tagsOf = async ({ sqs }: Target, QueueUrl: string) =>
  (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags ?? {};

export const queues: readonly Case[] = [
  {
    name: "the URL of a queue ends in its name, and so does its ARN",
    async run(target) {
      const QueueName = aName();
      const queue = await target.createQueue({}, { QueueName });

      expect(queue).toMatch(new RegExp(`^https?://.*/[0-9]{12}/${QueueName}$`));
      expect(await target.arnOf(queue)).toMatch(new RegExp(`^arn:aws:sqs:[a-z0-9-]+:[0-9]{12}:${QueueName}$`));
    },
  },
  {
    name: "a queue that is there is returned when it is created again with no attributes, or the same",
    async run(target) {
      const Attributes = { DelaySeconds: "1", ReceiveMessageWaitTimeSeconds: "1" };
      const queue = await target.createQueue(Attributes);
      const QueueName = nameOf(queue);

      for (const again of [
        { QueueName },
        { QueueName, Attributes },
        { QueueName, Attributes: { DelaySeconds: "1" } },
      ]) {
        expect((await target.sqs.send(new CreateQueueCommand(again))).QueueUrl).toBe(queue);
      }
    },
  },
  {
    name: "a queue that is there is not created again with another attribute",
    async run(target) {
      const queue = await target.createQueue({ DelaySeconds: "1" });
      const command = new CreateQueueCommand({ QueueName: nameOf(queue), Attributes: { DelaySeconds: "2" } });

      const words = "A queue already exists with the same name and a different value for attribute DelaySeconds";
      await expectRefusal(target.sqs.send(command), QueueNameExists, words);
    },
  },
  {
    name: "a queue's attributes as they are now count when it is created again, not those that it was made with",
    async run(target) {
      const queue = await target.createQueue({ DelaySeconds: "1" });
      const create = (DelaySeconds: string) =>
        target.sqs.send(new CreateQueueCommand({ QueueName: nameOf(queue), Attributes: { DelaySeconds } }));
      await target.configure(queue, { DelaySeconds: "2" });

      expect((await create("2")).QueueUrl).toBe(queue);
      await expectRefusal(create("1"), QueueNameExists);
    },
  },
  ...["with space", "with/slash", "with.period", "a".repeat(81), "fifo-in-name-only.fifo"].map((QueueName) => ({
    name: `a queue can't be called ${QueueName.length > 30 ? "by more than 80 letters" : `"${QueueName}"`}`,
    run: (target: Target) => expectRefusal(target.createQueue({}, { QueueName }), "InvalidParameterValue"),
  })),
  {
    name: "a queue is found by its name",
    async run(target) {
      const queue = await target.createQueue();

      const found = await target.sqs.send(new GetQueueUrlCommand({ QueueName: nameOf(queue) }));

      expect(found.QueueUrl).toBe(queue);
    },
  },
  {
    name: "a name that no queue has is not found",
    run: (target) => expectRefusal(target.sqs.send(new GetQueueUrlCommand({ QueueName: aName() })), QueueDoesNotExist),
  },
  {
    name: "queues are listed by the start of their names, in pages",
    async run(target) {
      const QueueNamePrefix = aName();
      const urls: string[] = [];
      for (const end of ["a", "b", "c"])
        urls.push(await target.createQueue({}, { QueueName: `${QueueNamePrefix}-${end}` }));
      const list = (more: { MaxResults?: number; NextToken?: string | undefined }) =>
        target.sqs.send(new ListQueuesCommand({ QueueNamePrefix, ...more }));

      await target.eventually(async () => expect((await list({})).QueueUrls?.toSorted()).toEqual(urls));
      const first = await list({ MaxResults: 2 });
      const second = await list({ MaxResults: 2, NextToken: first.NextToken });

      expect([first.QueueUrls?.length, second.QueueUrls?.length]).toEqual([2, 1]);
      expect([...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])].toSorted()).toEqual(urls);
      expect(second.NextToken).toBeUndefined();
    },
  },
  {
    name: "a list of no queues has no URLs",
    async run({ sqs }) {
      const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: aName() }));

      expect(QueueUrls).toBeUndefined();
    },
  },
  {
    name: "a deleted queue is gone for every request",
    async run(target) {
      const queue = await target.createQueue();
      await target.sqs.send(new DeleteQueueCommand({ QueueUrl: queue }));

      await target.eventually(() => expectRefusal(target.attributesOf(queue), QueueDoesNotExist));
      await expectRefusal(target.send(queue, "x"), QueueDoesNotExist);
      await expectRefusal(target.receive(queue), QueueDoesNotExist);
      const { QueueUrls = [] } = await target.sqs.send(new ListQueuesCommand({ QueueNamePrefix: nameOf(queue) }));
      expect(QueueUrls).toEqual([]);
    },
  },
  {
    name: "the name of a deleted queue is not free for a minute",
    async run(target) {
      const queue = await target.createQueue();
      await target.sqs.send(new DeleteQueueCommand({ QueueUrl: queue }));

      await expectRefusal(target.createQueue({}, { QueueName: nameOf(queue) }), QueueDeletedRecently);
    },
  },
  {
    name: "after that minute the name makes a new, empty queue",
    movesClock: true,
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "old");
      await target.sqs.send(new DeleteQueueCommand({ QueueUrl: queue }));
      await target.time.pass(61);

      await target.createQueue({}, { QueueName: nameOf(queue) });

      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
  {
    name: "a purge takes what is ready, in flight and delayed",
    async run(target) {
      const queue = await target.createQueue();
      await target.sendMany(queue, ["a", "b"]);
      await target.send(queue, "delayed", { DelaySeconds: 900 });
      await target.receiveOne(queue);

      await target.sqs.send(new PurgeQueueCommand({ QueueUrl: queue }));

      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
  {
    name: "a second purge within a minute is refused",
    async run(target) {
      const purge = new PurgeQueueCommand({ QueueUrl: await target.createQueue() });
      await target.sqs.send(purge);

      await expectRefusal(target.sqs.send(purge), PurgeQueueInProgress, "is allowed every 60 seconds");
    },
  },
  {
    name: "a queue is tagged from its creation, and tags are added, replaced and taken away by name",
    async run(target) {
      const QueueUrl = await target.createQueue({}, { tags: { team: "a", Team: "b" } });
      expect(await tagsOf(target, QueueUrl)).toEqual({ team: "a", Team: "b" });

      await target.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { team: "c", empty: "" } }));
      expect(await tagsOf(target, QueueUrl)).toEqual({ team: "c", Team: "b", empty: "" });

      await target.sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["Team", "empty", "not there"] }));
      expect(await tagsOf(target, QueueUrl)).toEqual({ team: "c" });
    },
  },
];
