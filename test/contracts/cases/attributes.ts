// What a message carries beside its body. The digests were recorded on AWS.

import type { MessageAttributeValue, MessageSystemAttributeName } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";

const text = (StringValue: string): MessageAttributeValue => ({ DataType: "String", StringValue });
const TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const GREETING = { "Help.Me": text("Me"), Hello: text("There"), General: text("Kenobi") };

const SELECTIONS = [
  [[], undefined, undefined],
  [["All"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [[".*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
  [["Foo", "Help"], undefined, undefined],
  [["Hello", "General"], ["General", "Hello"], "fca026605781cb4126a1e9044df24232"],
  [["Foo", "Hello"], ["Hello"], "a311262e065454b75da111d535b8dacd"],
  [["Hel.*"], ["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"],
] as const;

const REFUSED: readonly (readonly [what: string, attributes: Record<string, MessageAttributeValue>])[] = [
  ["an empty value", { k: text("") }],
  ["a value of control characters", { k: text("a\u0008b") }],
  ["a type that is none", { k: { DataType: "Text", StringValue: "x" } }],
  ["a number that is none", { k: { DataType: "Number", StringValue: "x" } }],
  ["a name that starts like AWS's own", { "AWS.k": text("x") }],
  ["a name that starts with a period", { ".k": text("x") }],
  ["a name with a question mark", { "k?": text("x") }],
  ["a name of 257 letters", { ["k".repeat(257)]: text("x") }],
  ["an eleventh attribute", Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, text("x")]))],
];

export const attributes: readonly Case[] = [
  {
    name: "attributes of every type arrive, with their digest",
    async run(target) {
      const queue = await target.createQueue();
      const MessageAttributes = {
        text: text("grüße"),
        number: { DataType: "Number", StringValue: "12.5" },
        binary: { DataType: "Binary", BinaryValue: new Uint8Array([0, 1, 255]) },
        own: { DataType: "String.json", StringValue: "{}" },
      };
      const sent = await target.send(queue, "x", { MessageAttributes });

      const received = await target.receiveOne(queue, { MessageAttributeNames: ["All"] });

      expect(received.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
      expect(received.MessageAttributes).toMatchObject({ ...MessageAttributes, binary: { DataType: "Binary" } });
      expect([...(received.MessageAttributes?.["binary"]?.BinaryValue ?? [])]).toEqual([0, 1, 255]);
    },
  },
  {
    name: "the digest of a number's attribute is AWS's",
    async run(target) {
      const MessageAttributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };

      const { MD5OfMessageAttributes } = await target.send(await target.createQueue(), "test", { MessageAttributes });

      expect(MD5OfMessageAttributes).toBe("235c5c510d26fb653d073faed50ae77c");
    },
  },
  ...SELECTIONS.map(
    ([MessageAttributeNames, selected, digest]): Case => ({
      name: `asking for the attributes ${JSON.stringify(MessageAttributeNames)} returns ${selected?.join(", ") ?? "none"}`,
      async run(target) {
        const queue = await target.createQueue();
        await target.send(queue, "msg", { MessageAttributes: GREETING });

        const message = await target.receiveOne(queue, { MessageAttributeNames: [...MessageAttributeNames] });

        expect(message.MessageAttributes && Object.keys(message.MessageAttributes).toSorted()).toEqual(selected);
        expect(message.MD5OfMessageAttributes).toBe(digest);
      },
    }),
  ),
  ...REFUSED.map(
    ([what, MessageAttributes]): Case => ({
      name: `${what} is refused`,
      run: async (target) =>
        expectRefusal(target.send(await target.createQueue(), "x", { MessageAttributes }), "InvalidParameterValue"),
    }),
  ),
  {
    name: "system attributes tell when a message was sent and first received, and how often",
    async run(target) {
      const queue = await target.createQueue({ VisibilityTimeout: "0" });
      const before = target.time.now();
      await target.send(queue, "x");
      const all = { MessageSystemAttributeNames: ["All" as const] };

      const first = (await target.receiveOne(queue, all)).Attributes;
      const second = (await target.receiveOne(queue, all)).Attributes;

      expect(first).toMatchObject({ ApproximateReceiveCount: "1", SenderId: expect.stringMatching(/./) });
      expect(Math.abs(Number(first?.SentTimestamp) - before)).toBeLessThan(30_000);
      expect(second).toEqual({ ...first, ApproximateReceiveCount: "2" });
    },
  },
  {
    name: "only the system attributes that are asked for are returned, by the older parameter too",
    async run(target) {
      const queue = await target.createQueue({ VisibilityTimeout: "0" });
      await target.send(queue, "x");

      expect((await target.receiveOne(queue)).Attributes).toBeUndefined();
      const AttributeNames = ["ApproximateReceiveCount" as never];
      expect((await target.receiveOne(queue, { AttributeNames })).Attributes).toEqual({ ApproximateReceiveCount: "2" });
      const MessageSystemAttributeNames: MessageSystemAttributeName[] = ["ApproximateReceiveCount"];
      const newer = await target.receiveOne(queue, { MessageSystemAttributeNames });
      expect(newer.Attributes).toEqual({ ApproximateReceiveCount: "3" });
    },
  },
  {
    name: "a trace header arrives, and has a digest of its own",
    async run(target) {
      const queue = await target.createQueue();
      const MessageSystemAttributes = { AWSTraceHeader: text(TRACE) };

      const sent = await target.send(queue, "x", { MessageSystemAttributes });

      expect(sent.MD5OfMessageSystemAttributes).toBe("5ae4d5d7636402d80f4eb6d213245a88");
      const received = await target.receiveOne(queue, { MessageSystemAttributeNames: ["AWSTraceHeader"] });
      expect(received.Attributes).toEqual({ AWSTraceHeader: TRACE });
    },
  },
];
