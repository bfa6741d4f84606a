// Dead letters: what was received too often goes to another queue, where that queue lets it.

import { ListDeadLetterSourceQueuesCommand } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

/** Receives the message of a queue until it is dead. */
async function kill(target: Target, queue: string, times = 1): Promise<void> {
  for (let time = 0; time < times; time++) await target.receiveOne(queue, { VisibilityTimeout: 0 });
  await target.receive(queue, { VisibilityTimeout: 0 });
}

const BAD_POLICIES: readonly (readonly [what: string, policy: (arn: string) => unknown])[] = [
  ["what is not JSON", () => "garbage"],
  ["no count", (deadLetterTargetArn) => ({ deadLetterTargetArn })],
  ["no queue", () => ({ maxReceiveCount: 3 })],
  ["a count of 0", (deadLetterTargetArn) => ({ deadLetterTargetArn, maxReceiveCount: 0 })],
  ["a count of 1001", (deadLetterTargetArn) => ({ deadLetterTargetArn, maxReceiveCount: 1_001 })],
  ["a queue that is not there", (arn) => ({ deadLetterTargetArn: `${arn}-not-there`, maxReceiveCount: 3 })],
];

export const deadLetters: readonly Case[] = [
  {
    name: "a message that was received too often is received there and no longer here",
    async run(target) {
      const { dead, queue } = await target.createPair(2);
      const { MessageId } = await target.send(queue, "x");

      await kill(target, queue, 2);

      expect(await target.receive(queue)).toEqual([]);
      expect(await target.receiveOne(dead)).toMatchObject({ MessageId, Body: "x" });
      await target.expectCounts(queue, [0, 0, 0]);
    },
  },
  {
    name: "a dead message keeps its attributes, its count and the time of its sending, and tells where it came from",
    async run(target) {
      const { dead, queue } = await target.createPair(1);
      const MessageAttributes = { kind: { DataType: "String", StringValue: "job" } };
      await target.send(queue, "x", { MessageAttributes });
      const all = { MessageSystemAttributeNames: ["All" as const], MessageAttributeNames: ["All"] };
      const { Attributes } = await target.receiveOne(queue, { ...all, VisibilityTimeout: 0 });
      await target.receive(queue);

      const buried = await target.receiveOne(dead, all);

      expect(buried).toMatchObject({
        MessageAttributes,
        Attributes: {
          SentTimestamp: Attributes?.SentTimestamp,
          ApproximateReceiveCount: "2",
          DeadLetterQueueSourceArn: await target.arnOf(queue),
        },
      });
    },
  },
  {
    name: "the messages behind a dead one are received",
    async run(target) {
      const { dead, queue } = await target.createPair(1);
      await target.send(queue, "dies");
      await target.receiveOne(queue, { VisibilityTimeout: 0 });
      await target.send(queue, "lives");

      expect((await target.receiveOne(queue)).Body).toBe("lives");
      await target.expectCounts(dead, [1, 0, 0]);
    },
  },
  {
    name: "a message's age in the dead-letter queue counts from when it was first sent",
    movesClock: true,
    async run(target) {
      const { dead, queue } = await target.createPair(1);
      await target.configure(dead, { MessageRetentionPeriod: "60" });
      await target.send(queue, "x");
      await target.time.pass(50);
      await kill(target, queue);
      await target.expectCounts(dead, [1, 0, 0]);

      await target.time.pass(10);

      await target.expectCounts(dead, [0, 0, 0]);
    },
  },
  ...BAD_POLICIES.map(
    ([what, toPolicy]): Case => ({
      name: `a redrive policy with ${what} is refused`,
      async run(target) {
        const policy = toPolicy(await target.arnOf(await target.createQueue()));
        const RedrivePolicy = typeof policy === "string" ? policy : JSON.stringify(policy);

        await expectRefusal(target.configure(await target.createQueue(), { RedrivePolicy }), "InvalidParameterValue");
      },
    }),
  ),
  {
    name: "a redrive policy is shown as it was set, and an empty one takes it away",
    async run(target) {
      const { deadArn, queue } = await target.createPair(7);
      const { RedrivePolicy = "{}" } = await target.attributesOf(queue);
      expect(JSON.parse(RedrivePolicy)).toEqual({ deadLetterTargetArn: deadArn, maxReceiveCount: 7 });

      await target.configure(queue, { RedrivePolicy: "" });

      await target.eventually(async () => expect(await target.attributesOf(queue)).not.toHaveProperty("RedrivePolicy"));
    },
  },
  {
    name: "a FIFO queue's dead-letter queue must be FIFO",
    async run(target) {
      const deadLetterTargetArn = await target.arnOf(await target.createQueue());
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });

      await expectRefusal(target.createFifoQueue({ RedrivePolicy }), "InvalidParameterValue");
    },
  },
  {
    name: "a FIFO queue's dead message goes in its group, which goes on behind it",
    async run(target) {
      const { dead, queue } = await target.createPair(1, { FifoQueue: "true", ContentBasedDeduplication: "true" });
      await target.sendMany(queue, ["dies", "lives"], "a");
      await target.receiveOne(queue, { VisibilityTimeout: 0 });

      expect((await target.receiveOne(queue)).Body).toBe("lives");
      const buried = await target.receiveOne(dead, { MessageSystemAttributeNames: ["MessageGroupId"] });
      expect(buried).toMatchObject({ Body: "dies", Attributes: { MessageGroupId: "a" } });
    },
  },
  {
    name: "a dead-letter queue tells whose it is",
    async run(target) {
      const { dead, queue } = await target.createPair(3);
      const list = () => target.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));

      await target.eventually(async () => expect((await list()).queueUrls).toEqual([queue]));
    },
  },
  {
    name: "a queue that denies all takes no dead letters",
    async run(target) {
      const dead = await target.createQueue({ RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) });
      const deadLetterTargetArn = await target.arnOf(dead);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });

      await expectRefusal(target.createQueue({ RedrivePolicy }), "InvalidParameterValue");
    },
  },
  {
    name: "a queue that allows some by name takes dead letters from these only",
    async run(target) {
      const [friend, stranger] = [await target.createQueue(), await target.createQueue()];
      const sourceQueueArns = [await target.arnOf(friend)];
      const RedriveAllowPolicy = JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns });
      const deadLetterTargetArn = await target.arnOf(await target.createQueue({ RedriveAllowPolicy }));
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });

      await target.configure(friend, { RedrivePolicy });
      await expectRefusal(target.configure(stranger, { RedrivePolicy }), "InvalidParameterValue");
    },
  },
  {
    name: "a redrive allow policy that is none is refused",
    async run(target) {
      const queue = await target.createQueue();

      for (const policy of ["garbage", '{"redrivePermission":"some"}', '{"redrivePermission":"byQueue"}']) {
        await expectRefusal(target.configure(queue, { RedriveAllowPolicy: policy }), "InvalidParameterValue");
      }
    },
  },
];
