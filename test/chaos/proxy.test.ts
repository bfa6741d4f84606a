// Each fate on a real connection: seeds are looked for whose first request has it.

import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type TestContext, test } from "vitest";
import { createSightings } from "../support/waiting.ts";
import { createFates, createSpells, type Fate } from "./fates.ts";
import { startProxy } from "./proxy.ts";

const ID = "01932b5e-7c00-7000-8000-000000000001";
const SEND = {
  method: "POST",
  headers: { "x-amz-target": "AmazonSQS.SendMessageBatch", "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify({
    QueueUrl: "http://localhost/000000000000/errand-low",
    Entries: [
      { Id: "0", MessageBody: JSON.stringify({ errand: 1, id: ID, function: "quick", args: [7], attempt: 2 }) },
    ],
  }),
};

function seedOf(fate: Fate): number {
  for (let seed = 1; ; seed += 1) if (createFates(seed, 1)().fate === fate) return seed;
}

async function aProxy({ onTestFinished }: TestContext, fate: Fate) {
  const requests = createSightings<IncomingMessage>();
  const server = createServer((request, response) => {
    requests.add(request);
    response.end("an answer of some length");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy = await startProxy(port, seedOf(fate));
  onTestFinished(async () => {
    await proxy.close();
    server.close();
    server.closeAllConnections();
  });
  return { proxy, port, requests, send: async () => (await fetch(proxy.url, SEND)).text() };
}

test.for(["passed", "delayed"] as const)(
  "%s: the request arrives, with the endpoint as its host",
  async (fate, context) => {
    const { proxy, port, requests, send } = await aProxy(context, fate);
    expect(await send()).toBe("an answer of some length");
    expect(requests.items[0]?.headers.host).toBe(`127.0.0.1:${port}`);
    expect([...proxy.fates]).toEqual([[fate, 1]]);
    expect(proxy.lostSends.size).toBe(0);
  },
);

test("dropped: the caller gets no answer, and nothing has arrived", async (context) => {
  const { proxy, requests, send } = await aProxy(context, "dropped");
  await expect(send()).rejects.toThrow();
  expect(requests.items).toEqual([]);
  expect(proxy.lostSends.size).toBe(0);
});

test.for(["unanswered", "torn"] as const)("%s: it has arrived, and the sender is not told", async (fate, context) => {
  const { proxy, requests, send } = await aProxy(context, fate);
  await expect(send()).rejects.toThrow();
  expect(requests.items).toHaveLength(1);
  expect([...proxy.lostSends]).toEqual([[`${ID} 2`, 1]]);
});

test("muted: it has arrived, and the answer is lost when the caller gives up", async (context) => {
  const { proxy, requests } = await aProxy(context, "muted");
  const caller = new AbortController();
  const asking = fetch(proxy.url, { ...SEND, signal: caller.signal });
  await requests.until(() => true);
  caller.abort();
  await expect(asking).rejects.toThrow();
  await expect.poll(() => [...proxy.lostSends]).toEqual([[`${ID} 2`, 1]]);
});

test("spells last 0.9 s, come again, and are the same for the same seed", () => {
  const times = Array.from({ length: 1200 }, (_, index) => index * 50);
  const [spells, same] = [createSpells(7), createSpells(7)].map((isSpell) => times.filter(isSpell));
  expect(same).toEqual(spells);
  const starts = spells?.filter((at, index) => at - (spells[index - 1] ?? -1000) > 50) ?? [];
  expect(starts.length).toBeGreaterThan(2);
  expect(spells?.length).toBe(starts.length * 18);
});
