// Sending one message: what comes back of it, what is refused, what holds it back.

import { InvalidMessageContents } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";

const MIB = 1_048_576;

export const sending: readonly Case[] = [
  {
    name: "a message that is sent is received: its id, its body, the digest of its body",
    async run(target) {
      const queue = await target.createQueue();

      const sent = await target.send(queue, "hello");

      expect(sent.MD5OfMessageBody).toBe("5d41402abc4b2a76b9719d911017c592");
      expect(await target.receiveOne(queue)).toMatchObject({
        MessageId: sent.MessageId,
        Body: "hello",
        MD5OfBody: "5d41402abc4b2a76b9719d911017c592",
        ReceiptHandle: expect.any(String),
      });
    },
  },
  {
    name: "an emoji in a body arrives",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "grüße 👋🏽 日本");

      expect((await target.receiveOne(queue)).Body).toBe("grüße 👋🏽 日本");
    },
  },
  {
    name: "tabs, line feeds and carriage returns in a body arrive",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "a\tb\nc\r\nd <&>\"'");

      expect((await target.receiveOne(queue)).Body).toBe("a\tb\nc\r\nd <&>\"'");
    },
  },
  ...(
    [
      ["a null", "\u0000"],
      ["a control character", "\u0008"],
      ["U+FFFF", "\uffff"],
    ] as const
  ).map(
    ([what, character]): Case => ({
      name: `a body with ${what} is refused`,
      run: async (target) =>
        expectRefusal(target.send(await target.createQueue(), `a${character}b`), InvalidMessageContents),
    }),
  ),
  {
    name: "an empty body is refused",
    async run(target) {
      const words = "The request must contain the parameter MessageBody.";
      await expectRefusal(target.send(await target.createQueue(), ""), "MissingParameter", words);
    },
  },
  {
    name: "a message of 1 MiB is taken, and arrives whole",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "x".repeat(MIB));

      expect((await target.receiveOne(queue)).Body?.length).toBe(MIB);
    },
  },
  {
    name: "a message of one byte more is refused",
    async run(target) {
      const sending = target.send(await target.createQueue(), "x".repeat(MIB + 1));

      const words = "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.";
      await expectRefusal(sending, "InvalidParameterValue", words);
    },
  },
  {
    name: "a message counts the bytes of its UTF-8, not its characters",
    async run(target) {
      const queue = await target.createQueue({ MaximumMessageSize: "1024" });

      await target.send(queue, "é".repeat(512));
      await expectRefusal(target.send(queue, "é".repeat(513)), "InvalidParameterValue", "shorter than 1024 bytes");
    },
  },
  {
    name: "a message counts the names, types and values of its attributes",
    async run(target) {
      const queue = await target.createQueue({ MaximumMessageSize: "1024" });
      const MessageAttributes = { k: { DataType: "String", StringValue: "x" } };

      await target.send(queue, "x".repeat(1_016), { MessageAttributes });
      await expectRefusal(target.send(queue, "x".repeat(1_017), { MessageAttributes }), "InvalidParameterValue");
    },
  },
  {
    name: "a delay holds a message back for as long, and no longer",
    async run(target) {
      const queue = await target.createQueue();
      await target.send(queue, "x", { DelaySeconds: 2 });

      expect(await target.receive(queue)).toEqual([]);
      await target.time.pass(2);
      expect((await target.receiveOne(queue)).Body).toBe("x");
    },
  },
  {
    name: "a queue's own delay holds for a message that gives none",
    async run(target) {
      const queue = await target.createQueue({ DelaySeconds: "2" });
      await target.send(queue, "x");

      expect(await target.receive(queue)).toEqual([]);
      await target.time.pass(2);
      expect((await target.receiveOne(queue)).Body).toBe("x");
    },
  },
  {
    name: "a message's delay of 0 goes before the queue's",
    async run(target) {
      const queue = await target.createQueue({ DelaySeconds: "900" });
      await target.send(queue, "x", { DelaySeconds: 0 });

      expect((await target.receiveOne(queue)).Body).toBe("x");
    },
  },
  {
    name: "a delay of 900 seconds is taken, one of 901 or -1 refused",
    async run(target) {
      const queue = await target.createQueue();

      await target.send(queue, "x", { DelaySeconds: 900 });
      for (const DelaySeconds of [901, -1]) {
        await expectRefusal(target.send(queue, "x", { DelaySeconds }), "InvalidParameterValue", "DelaySeconds");
      }
    },
  },
];
