// What users of other workers suffered when receiving failed: docs/decisions/0015-pains-of-other-workers.md has the sources.

import { job } from "errand";
import { expect, onTestFinished, test, vi } from "vitest";
import { aWatchedEngine } from "../../support/watched-workers.ts";

const MINUTE = 60_000;

async function aStartedWorker() {
  const ran: string[] = [];
  const quick = job("quick", (name: string) => void ran.push(name));
  const engine = await aWatchedEngine();
  const worker = engine.aWorker({ quick });
  await worker.start();
  await engine.pass(1000);
  const polls = () => engine.asked.filter(({ action }) => action === "ReceiveMessage").length;
  onTestFinished(async () => {
    engine.decide(() => undefined);
    const stopped = worker.stop();
    await engine.pass(2 * MINUTE);
    await stopped;
  });
  return { ...engine, ran, quick, worker, polls };
}

test.each([
  ["a queue that does not exist", "QueueDoesNotExist"],
  ["a limit of SQS", "OverLimit"],
  ["throttling", "RequestThrottled"],
  ["missing permission", { status: 403, name: "AccessDenied" }],
  ["a token that has expired", { status: 403, name: "ExpiredToken" }],
  ["an error that nobody knows", { status: 418, name: "Teapot" }],
  ["a broken connection", "break"],
] as const)("%s slows the polls down instead of making them hot", async (_, fate) => {
  const { decide, pass, polls } = await aStartedWorker();
  decide(({ action }) => (action === "ReceiveMessage" ? fate : undefined));
  const before = polls();
  await pass(10 * MINUTE);
  expect(polls() - before).toBeGreaterThan(4);
  expect(polls() - before).toBeLessThan(200);
});

test("after an outage of an hour jobs run again within a minute; its health has told of it", async () => {
  const { client, quick, worker, decide, pass, ran } = await aStartedWorker();
  expect(worker.health().ready).toBe(true);
  decide(() => "break");
  await pass(60 * MINUTE);
  expect(worker.health()).toMatchObject({ ready: false, failing: ["high", "low"] });
  decide(() => undefined);
  await pass(MINUTE);
  expect(worker.health().ready).toBe(true);
  await client.enqueue(quick, ["after"]);
  await pass(MINUTE);
  expect(ran).toEqual(["after"]);
});

test("a poll that is never answered is given up, and the next one brings what waits", async () => {
  const { client, quick, decide, pass, ran } = await aStartedWorker();
  await pass(21_000); // the polls before have come back
  decide(({ action }) => (action === "ReceiveMessage" ? "hang" : undefined));
  await pass(21_000);
  decide(() => undefined);
  await client.enqueue(quick, ["after"]);
  await pass(MINUTE);
  expect(ran).toEqual(["after"]);
});

test("what a poll brought to a connection that broke is not lost, and costs no attempt", async () => {
  const { client, quick, decide, pass, ran, events } = await aStartedWorker();
  decide(({ action }) => (action === "ReceiveMessage" ? "lose" : undefined));
  await client.enqueue(quick, ["lost once"]);
  await pass(MINUTE);
  decide(() => undefined);
  await pass(10 * MINUTE);
  expect(ran).toEqual(["lost once"]);
  expect(events.filter(({ type }) => type === "job.completed")).toMatchObject([{ attempt: 1 }]);
});

test("a thousand empty polls do not slow it down: the next job starts when it comes", async () => {
  const { client, quick, clock, pass, polls, events } = await aStartedWorker();
  while (polls() < 1000) await pass(10 * MINUTE);
  const at = clock.now();
  await client.enqueue(quick, ["late"]);
  await pass(1000);
  expect(events.filter(({ type }) => type === "job.started")).toMatchObject([{ at }]);
});

test("a high job that comes while a low one is waited for starts when it comes", async () => {
  const high = job("high", () => {}, { priority: "high" });
  const { aWorker, client, clock, pass, events } = await aWatchedEngine();
  const worker = aWorker({ high });
  await worker.start();
  await pass(5 * MINUTE + 7000);
  const at = clock.now();
  await client.enqueue(high, []);
  await pass(1000);
  expect(events.filter(({ type }) => type === "job.started")).toMatchObject([{ at }]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a listener that throws at every event ends neither the receiving nor a job", async () => {
  const ran: string[] = [];
  const quick = job("quick", (name: string) => void ran.push(name));
  const { aWorker, client, decide, pass } = await aWatchedEngine();
  const warnings = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  onTestFinished(() => void warnings.mockRestore());
  const onEvent = () => {
    throw new Error("in the listener");
  };
  const worker = aWorker({ quick }, { onEvent });
  await worker.start();
  decide(() => "break");
  await pass(5 * MINUTE);
  decide(() => undefined);
  await client.enqueueMany(quick, [["a"], ["b"]]);
  await pass(2 * MINUTE);
  expect(ran).toEqual(["a", "b"]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("start() rejects for what no waiting mends, names the queue, and asks no more", async () => {
  const { aWorker, decide, pass, asked, pairs } = await aWatchedEngine();
  decide(({ action }) => (action === "ReceiveMessage" ? "QueueDoesNotExist" : undefined));
  const worker = aWorker({ quick: job("quick", () => {}) });
  const started = worker.start();
  started.catch(() => {});
  await pass(1000);
  await expect(started).rejects.toThrow(pairs.high.url);
  const before = asked.length;
  await pass(10 * MINUTE);
  expect(asked.length).toBe(before);
  await worker.stop();
});

test("a start that fails, again and again, does not count against the messages that it has seen", async () => {
  const high = job("high", () => {}, { priority: "high" });
  const { aWorker, client, decide, pass, counts, receives, pairs } = await aWatchedEngine();
  await client.enqueue(high, []);
  decide(({ input }) => (input["QueueUrl"] === pairs.low.url ? "QueueDoesNotExist" : undefined));
  for (let round = 0; round < 5; round++) {
    await expect(aWorker({ high }).start()).rejects.toThrow(pairs.low.url);
    await pass(1000);
  }
  expect(await counts("high")).toMatchObject({ waiting: 1, inFlight: 0, dead: 0 });
  expect(await receives("high")).toEqual([1]);
});

test("start() twice polls no more than once", async () => {
  const { worker, asked, clock, pass } = await aStartedWorker();
  const pollsWithin = async (milliseconds: number) => {
    const from = clock.now();
    await pass(milliseconds);
    return asked.filter(({ action, at }) => action === "ReceiveMessage" && at > from).length;
  };
  const once = await pollsWithin(2 * MINUTE);
  await worker.start().catch(() => {}); // whether it resolves or is refused
  expect(await pollsWithin(2 * MINUTE)).toBeLessThanOrEqual(once + 2);
});
