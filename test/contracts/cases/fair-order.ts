// Fair queues: a tenant that keeps the workers busy does not keep the others waiting.

import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import type { Target } from "../target.ts";

/** A queue where forty messages of a noisy tenant are in flight, and ten more wait. */
async function withNoise(target: Target) {
  const queue = await target.createQueue({ VisibilityTimeout: "600" });
  await target.sendMany(
    queue,
    Array.from({ length: 50 }, (_, n) => `noisy ${n}`),
    "noisy",
  );
  const inFlight = await target.collect(queue, 40);
  expect(inFlight).toHaveLength(40);
  return queue;
}

export const fairOrder: readonly Case[] = [
  {
    name: "a quiet tenant's message overtakes a noisy one's",
    async run(target) {
      const queue = await withNoise(target);

      await target.send(queue, "quiet", { MessageGroupId: "quiet" });

      expect((await target.receiveOne(queue)).Body).toBe("quiet");
    },
  },
  {
    name: "a message without a group is a tenant of its own, and overtakes too",
    async run(target) {
      const queue = await withNoise(target);

      await target.send(queue, "alone");

      expect((await target.receiveOne(queue)).Body).toBe("alone");
    },
  },
  {
    name: "a noisy tenant's messages still come when no other waits",
    async run(target) {
      const queue = await withNoise(target);

      expect((await target.receiveOne(queue)).Body).toMatch(/^noisy/);
    },
  },
  {
    name: "one receive on a standard queue takes many of a group, and the group is not locked",
    async run(target) {
      const queue = await target.createQueue();
      await target.sendMany(queue, ["0", "1", "2", "3"], "a");

      await target.receiveOne(queue);

      expect(await target.collect(queue, 3)).toHaveLength(3);
    },
  },
  {
    name: "a message of a standard queue shows its group",
    async run(target) {
      const queue = await target.createQueue();
      const sent = await target.send(queue, "x", { MessageGroupId: "tenant-7" });

      expect(sent.SequenceNumber).toBeUndefined();
      const { Attributes } = await target.receiveOne(queue, { MessageSystemAttributeNames: ["All"] });
      expect(Attributes).toMatchObject({ MessageGroupId: "tenant-7" });
      expect(Attributes).not.toHaveProperty("SequenceNumber");
    },
  },
  ...(
    [
      ["empty", ""],
      ["longer than 128", "a".repeat(129)],
      ["of two words", "two words"],
    ] as const
  ).map(
    ([what, MessageGroupId]): Case => ({
      name: `a group id that is ${what} is refused`,
      async run(target) {
        const sending = target.send(await target.createQueue(), "x", { MessageGroupId });

        const words = "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.";
        await expectRefusal(sending, "InvalidParameterValue", words);
      },
    }),
  ),
  {
    name: "a standard queue takes no deduplication id",
    async run(target) {
      const sending = target.send(await target.createQueue(), "x", { MessageDeduplicationId: "1" });

      await expectRefusal(sending, "InvalidParameterValue", "MessageDeduplicationId");
    },
  },
];
