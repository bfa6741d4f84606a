import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

async function withQueue(Attributes: Record<string, string> = {}) {
  const bench = createBench();
  const queue = await bench.createQueue("jobs", Attributes);
  return {
    bench,
    queue,
    /** Sends `count` messages whose bodies are the name of their tenant; without one, "nobody". */
    async send(count: number, MessageGroupId?: string) {
      const entry = { MessageBody: MessageGroupId ?? "nobody", MessageGroupId };
      for (let left = count; left > 0; left -= 10) {
        const Entries = Array.from({ length: Math.min(10, left) }, (_, n) => ({ Id: String(n), ...entry }));
        await bench.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
      }
    },
    /** Receives up to `count` messages, and gives their bodies. */
    async receive(count: number): Promise<(string | undefined)[]> {
      const bodies: (string | undefined)[] = [];
      while (bodies.length < count) {
        const received = await bench.receive(queue, { MaxNumberOfMessages: Math.min(10, count - bodies.length) });
        if (received.length === 0) break;
        bodies.push(...received.map(({ Body }) => Body));
      }
      return bodies;
    },
  };
}

test("a quiet tenant's messages overtake a noisy one's backlog", async () => {
  const { send, receive } = await withQueue();
  await send(100, "noisy");
  await send(3, "quiet");

  expect(await receive(30)).toEqual(Array(30).fill("noisy"));
  expect(await receive(5)).toEqual(["quiet", "quiet", "quiet", "noisy", "noisy"]);
});

test("up to 29 messages in flight a tenant is not noisy, whatever its share", async () => {
  const { send, receive } = await withQueue();
  await send(100, "busy");
  await receive(29);
  await send(1, "quiet");

  expect(await receive(2)).toEqual(["busy", "quiet"]);
});

test("up to a tenth of the messages in flight a tenant is not noisy, however many it has", async () => {
  const { send, receive } = await withQueue();
  await send(360);
  await send(39, "busy");
  await send(1, "quiet");
  await send(10, "busy");
  await receive(399);

  // 39 of 399 are fewer than a tenth, and with the quiet one's and one of its own more 40 of 401.
  expect(await receive(3)).toEqual(["quiet", "busy", "busy"]);
});

test("a message without a group is its own tenant, and never noisy", async () => {
  const { send, receive } = await withQueue();
  await send(50);
  await send(40, "noisy");
  await receive(80);
  await send(2);
  await send(1, "quiet");

  expect(await receive(4)).toEqual(["nobody", "nobody", "quiet", "noisy"]);
});

test("of several noisy tenants, the one with the fewest messages in flight goes first", async () => {
  const { send, receive } = await withQueue();
  await send(40, "first");
  await send(32, "second");
  await receive(72);
  await send(3, "first");
  await send(3, "second");

  expect(await receive(6)).toEqual(["second", "second", "second", "first", "first", "first"]);
});

test("a tenant is quiet again when its messages are done", async () => {
  const { bench, queue, send, receive } = await withQueue();
  await send(35, "noisy");
  const received = [];
  for (let n = 0; n < 4; n++) received.push(...(await bench.receive(queue, { MaxNumberOfMessages: 10 })));
  await send(1, "noisy");
  await send(1, "quiet");
  for (const message of received.slice(0, 10)) await bench.delete(queue, message);

  expect(await receive(2)).toEqual(["noisy", "quiet"]);
});

test("a noisy tenant's messages that come back keep their order", async () => {
  const { bench, send, receive } = await withQueue({ VisibilityTimeout: "5" });
  await send(40, "noisy");
  await send(2, "quiet");
  await receive(42);
  await bench.clock.advance(5_000);

  const again = await receive(42);

  expect(again).toEqual([...Array(30).fill("noisy"), "quiet", "quiet", ...Array(10).fill("noisy")]);
});
