// A worker with signing keys: what it is handed, what it hands back, and what it runs elsewhere.

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { configure, job } from "errand";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createSourceQueue } from "../../lib/aws/source-queue.ts";
import { signaturesOf } from "../../lib/core/signatures.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aLeash, anElsewhere } from "../support/elsewhere.ts";
import { forgeries, KEYS, NEWER_KEY, signedBody } from "../support/signed.ts";
import { aWatchedEngine } from "../support/watched-workers.ts";
// Loaded when a key is first needed. Here they are loaded before: time that doesn't pass would not wait for them.
import "../../lib/core/check-signatures.ts";
import "../../lib/core/keyring.ts";

afterEach(() => configure({ signingKeys: undefined }));

const aMessage = (args: readonly unknown[]) => ({ function: "note", args, id: `id-${args}` });

async function anApplication(keys: () => string | Promise<string> = () => KEYS) {
  configure({ signingKeys: keys });
  const ran: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const note = job("note", async (what: unknown) => {
    ran.push(what);
    if (what === "wait") await gate.promise;
  });
  const engine = await aWatchedEngine();
  const { sqs, pairs } = engine;
  const put = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: pairs.low.url, MessageBody }));
  return { ...engine, jobs: { note }, ran, gate, put };
}

test("forgeries die with their reasons, and those beside them run", async () => {
  const { aWorker, jobs, put, pass, ran, eventsOf, counts } = await anApplication();
  const attacks = forgeries(aMessage(["ann"]));
  await put(signedBody(aMessage([1])));
  for (const [, body] of attacks) await put(body);
  await put(signedBody(aMessage([2])));
  const worker = aWorker(jobs);
  await worker.start();
  await pass(5000);
  const dead = eventsOf("job.dead");
  expect(ran.toSorted()).toEqual([1, 2]);
  expect(dead.map(({ reason }) => reason).toSorted()).toEqual(attacks.map(([, , reason]) => reason).toSorted());
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: attacks.length });
  const stopped = worker.stop();
  await pass(30_000);
  await stopped;
});

test("a forgery that came back, as what may have killed a worker does, is not run alone either", async () => {
  const { aWorker, jobs, put, pass, clock, sqs, pairs, ran, eventsOf } = await anApplication();
  await put(JSON.stringify(aMessage(["eve"])));
  await createSourceQueue(sqs, pairs.low.url).receive(1, 0); // by a worker that dies
  clock.sleep(7 * 60_000);
  const worker = aWorker(jobs);
  await worker.start();
  await pass(1000);
  expect(ran).toEqual([]);
  expect(eventsOf("job.dead")).toMatchObject([{ reason: "unsigned" }]);
  const stopped = worker.stop();
  await pass(30_000);
  await stopped;
});

test("what is handed back when it stops, started or not, is signed for the next", async () => {
  const { aWorker, jobs, put, pass, ran, gate, counts, eventsOf } = await anApplication();
  const worker = aWorker(jobs, { concurrency: 1, grace: 5 });
  await worker.start();
  for (const what of ["wait", "a", "b"]) await put(signedBody(aMessage([what])));
  await pass(1000);
  const stopped = worker.stop();
  await pass(30_000);
  await stopped;
  expect(await counts()).toMatchObject({ waiting: 3, dead: 0 });
  gate.resolve();
  ran.length = 0;
  const next = aWorker(jobs);
  await next.start();
  await pass(5000);
  expect(ran.toSorted()).toEqual(["a", "b", "wait"]);
  expect(eventsOf("job.dead")).toEqual([]);
  const nextStopped = next.stop();
  await pass(30_000);
  await nextStopped;
});

describe("where the keys can't be fetched", () => {
  test("a worker does not start", async () => {
    const { aWorker, jobs } = await anApplication(() => Promise.reject(new Error("AccessDenied")));
    await expect(aWorker(jobs).start()).rejects.toMatchObject({ code: "invalid_keys" });
  });

  test("later, a message with a newer key waits until they can be, and its neighbours run", async () => {
    let fetch = async () => KEYS;
    const { aWorker, jobs, put, pass, ran, eventsOf, counts } = await anApplication(() => fetch());
    const worker = aWorker(jobs);
    await worker.start();
    await pass(20_000);
    fetch = () => Promise.reject(new Error("throttled"));
    await put(signedBody(aMessage(["newer"]), NEWER_KEY));
    await put(signedBody(aMessage(["known"])));
    await pass(5000);
    expect(ran).toEqual(["known"]);
    expect(eventsOf("job.dead")).toEqual([]);
    expect(await counts()).toMatchObject({ dead: 0 });
    fetch = async () => `${KEYS},${NEWER_KEY}`;
    await pass(20 * 60_000);
    expect(ran).toEqual(["known", "newer"]);
    const stopped = worker.stop();
    await pass(30_000);
    await stopped;
  });
});

describe("in a thread or a process of its own", { timeout: 60_000 }, () => {
  test.each(["inThread", "inProcess"] as const)("%s: what is not vouched for is not run", async (where) => {
    const attacks = forgeries({ function: "never", args: [], id: "m-1" }).slice(
      0,
      where === "inThread" ? undefined : 2,
    );
    const signatures = signaturesOf({ ERRAND_SIGNING_KEYS: KEYS }, {}, createManualClock());
    const { elsewhere, kernel, events } = await anElsewhere({ onTestFinished });
    const deliveries = attacks.map(([, body]) => aDelivery(body));
    for (const [index, delivery] of (await signatures?.check(deliveries, kernel.catalog))?.entries() ?? []) {
      const outcome = await elsewhere[where](delivery, aLeash().leash);
      expect(outcome).toMatchObject({ kind: "dead", letter: { dead: { reason: attacks[index]?.[2] } } });
    }
    expect(events.items).toEqual([]);
  });
});
