// Stored arguments and what went wrong with them: another job's deleted, deaths of what only waited, and work done twice.

import { job } from "errand";
import { describe, expect, test } from "vitest";
import { handle } from "../../lib/core/batch.ts";
import { createClient } from "../../lib/core/client.ts";
import { execute } from "../../lib/core/execute.ts";
import type { StoredPayload } from "../../lib/core/payload.ts";
import { forgetArgs, prolonged } from "../../lib/core/stored-args.ts";
import { aBucket, aStore } from "../support/a-store.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

const note = job("note", (_: string) => {});
const big = "x".repeat(2_000_000);

async function aVictim() {
  const store = aStore({ note });
  await store.client.enqueue(note, [big]);
  const body = store.broker.sent[0]?.body ?? "";
  const { payload, id } = JSON.parse(body) as { readonly payload: StoredPayload; readonly id: string };
  return { ...store, body, payload, id };
}

describe("a message that names another job's object", () => {
  test("is dead before it is read, and the other runs", async () => {
    const { invoke, body, payload, asked, objects, reasons, events } = await aVictim();
    asked.length = 0;
    await invoke(
      JSON.stringify({ function: "note", id: "forged", payload }),
      JSON.stringify({ function: "note", payload }),
    );
    expect([reasons(), asked, objects.size]).toEqual([["malformed", "malformed"], [], 1]);
    expect(events.at(-1)).toMatchObject({ error: { message: expect.stringContaining('"payload.key" must be') } });
    await invoke(body);
    expect([events.at(-1)?.type, objects.size]).toEqual(["job.completed", 0]);
  });

  test("neither deletes nor copies it", async () => {
    const { payload, objects, blobs, id, asked } = await aVictim();
    const envelope = { errand: 1, id: `${id}0`, function: "note", args: [], attempt: 1, priority: "low" } as const;
    const forged = { ...envelope, enqueuedAt: "2027-11-21T10:00:00.000Z", payload };
    asked.length = 0;
    await forgetArgs(
      forged,
      async () => blobs,
      () => expect.unreachable(),
    );
    expect(await prolonged(forged, async () => blobs, START)).toBe(forged);
    expect([asked, objects.size]).toEqual([[], 1]);
  });
});

test("in a FIFO queue a bucket that does not answer costs no life: it waits for longer and longer, up to an hour", async () => {
  const { kernel, clock } = aKernel({ note });
  const { blobs, state } = aBucket();
  state.away = new Error("S3 is away");
  const payload = { bucket: "jobs", key: "d30/2026-11-21/x", bytes: 5, sha256: "0".repeat(64) };
  const body = { function: "note", payload, id: "x", enqueuedAt: new Date(START).toISOString() };
  const waits: number[] = [];
  for (let receives = 1; receives < 20; receives += 1) {
    const delivery = aDelivery(body, { group: "g", receives, firstReceivedAt: START });
    const outcome = await execute(delivery, { ...kernel, blobs: async () => blobs });
    if (outcome.kind !== "postponed") {
      expect(outcome).toMatchObject({ kind: "dead", letter: { dead: { reason: "payload_unavailable" } } });
      break;
    }
    expect(outcome.why).toBe("payload_unavailable");
    waits.push(outcome.delaySeconds);
    clock.sleep(outcome.delaySeconds * 1000);
  }
  expect(waits.slice(0, 8)).toEqual([10, 10, 20, 40, 80, 160, 300, 300]);
  expect(waits.reduce((sum, seconds) => sum + seconds)).toBeGreaterThanOrEqual(3600);
});

test("what is done is told first, then its message is deleted, once, then what was stored", async () => {
  const { kernel, broker, events } = aKernel({ note });
  const { blobs, asked } = aBucket();
  const payload = { bucket: "jobs", key: "d30/2026-11-21/x", bytes: 5, sha256: "0".repeat(64) };
  const delivery = aDelivery({ function: "note", payload, id: "x" }, { args: '["a"]' });
  const order: string[] = [];
  const settlement = await handle(delivery, {
    ...kernel,
    emit: (event) => void order.push(event.type),
    inbox: { ...broker, acknowledge: async () => void order.push("message") },
    blobs: async () => ({ ...blobs, remove: async () => void order.push("object") }),
  });
  expect(order).toEqual(["job.started", "job.completed", "message", "object"]);
  expect(settlement).toBe("gone");
  expect([events, asked]).toEqual([[], []]);
});

test.each(["inline", "background"] as const)("mode %s joins the bucket once", async (mode) => {
  const { client, blobs, clock } = aStore({ note });
  const messages = [
    await client.prepare(note, [big]),
    await client.prepare(note, [big]),
    await client.prepare(note, [big]),
  ];
  let joined = 0;
  const here = createClient(
    { mode },
    {
      connect: () => expect.unreachable(),
      connectBlobs: async () => {
        joined += 1;
        return blobs;
      },
      environment: {},
      limits: { delaySeconds: 900, messageBytes: 1_048_576 },
      clock,
      random: () => 0.5,
      loadListener: async () => () => {},
    },
  );
  await here.send(messages, { jobs: { note } });
  const drained = here.drain();
  await clock.advance(1000);
  await drained;
  expect(joined).toBe(1);
});
