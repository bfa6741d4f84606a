import { CreateQueueCommand, DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { job } from "errand";
import { expect, test } from "vitest";
import { aWatchedEngine } from "../support/watched-workers.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

async function aStartedWorker() {
  const engine = await aWatchedEngine();
  const ran: string[] = [];
  const quick = job("quick", (name: string) => void ran.push(name));
  const worker = engine.aWorker({ quick });
  await worker.start();
  await engine.pass(SECOND);
  return {
    ...engine,
    worker,
    quick,
    ran,
    async stop() {
      const stopped = worker.stop();
      await engine.pass(MINUTE);
      await stopped;
    },
  };
}

test("a queue that is deleted while the worker runs is told of, and read again when it is back", async () => {
  const { sqs, pairs, pass, eventsOf, worker, client, quick, ran, stop } = await aStartedWorker();
  await sqs.send(new DeleteQueueCommand({ QueueUrl: pairs.low.url }));
  await pass(5 * MINUTE);
  const failures = eventsOf("worker.receive_failed");
  expect(failures.length).toBeGreaterThan(1);
  expect(failures.length).toBeLessThan(30);
  for (const { priority, error } of failures) {
    expect(priority).toBe("low");
    expect(error.message).toContain(`Nothing can be received from ${pairs.low.url}: `);
    expect(error.message).toContain("Make the queue, or correct the variable that names it.");
  }
  expect(worker.health()).toMatchObject({ state: "running", ready: false, failing: ["low"] });

  await sqs.send(new CreateQueueCommand({ QueueName: pairs.low.url.split("/").at(-1) }));
  await client.enqueue(quick, ["back"]);
  await pass(2 * MINUTE);
  expect(ran).toEqual(["back"]);
  expect(eventsOf("worker.recovered")).toMatchObject([{ priority: "low" }]);
  expect(worker.health()).toMatchObject({ ready: true, failing: [] });
  await stop();
});

test("where the permission is missing, start() says which", async () => {
  const { aWorker, decide, pass, pairs } = await aWatchedEngine();
  decide(({ action }) => (action === "ReceiveMessage" ? { status: 403, name: "AccessDenied" } : undefined));
  const starting = aWorker({ quick: job("quick", () => {}) }).start();
  starting.catch(() => {});
  await pass(SECOND);
  await expect(starting).rejects.toMatchObject({
    code: "receive_failed",
    message: expect.stringMatching(
      new RegExp(
        `^Nothing can be received from ${pairs.high.url}: AccessDenied: .* Give the worker sqs:ReceiveMessage`,
      ),
    ),
  });
});

test("an endpoint that is away at the start is waited for", async () => {
  const { aWorker, decide, pass, client } = await aWatchedEngine();
  const ran: string[] = [];
  const quick = job("quick", () => void ran.push("quick"));
  await client.enqueue(quick, []);
  decide(() => "break");
  const worker = aWorker({ quick });
  const starting = worker.start();
  await pass(MINUTE);
  await starting;
  expect(worker.health()).toMatchObject({ state: "running", ready: false });
  decide(() => undefined);
  await pass(MINUTE);
  expect(ran).toEqual(["quick"]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a clock that is set back by a day holds nothing up", async () => {
  const { clock, pass, client, quick, ran, stop } = await aStartedWorker();
  await pass(MINUTE);
  clock.sleep(-86_400 * SECOND);
  await client.enqueue(quick, ["after"]);
  await pass(MINUTE);
  expect(ran).toEqual(["after"]);
  await stop();
});

test("a worker that was stopped can be started again", async () => {
  const { worker, stop, client, quick, ran, pass, eventsOf } = await aStartedWorker();
  await stop();
  expect(worker.health()).toMatchObject({ state: "idle", ready: false });
  await client.enqueue(quick, ["again"]);
  await worker.start();
  await pass(SECOND);
  expect(ran).toEqual(["again"]);
  await stop();
  expect(eventsOf("worker.started")).toHaveLength(2);
  expect(eventsOf("worker.stopped")).toMatchObject([{ abandoned: 0 }, { abandoned: 0 }]);
});

test("a stop that is asked for while it starts leaves nothing running, whatever is waited for", async () => {
  const { aWorker, client, pass, eventsOf, counts } = await aWatchedEngine();
  const ran: string[] = [];
  const quick = job("quick", () => void ran.push("quick"));
  await client.enqueue(quick, []);
  const worker = aWorker({ quick });
  const starting = worker.start();
  const stopping = worker.stop();
  await pass(MINUTE);
  await Promise.all([starting, stopping]);
  expect(worker.health()).toMatchObject({ state: "idle" });
  expect([ran, eventsOf("worker.started")]).toEqual([[], []]);
  expect(await counts()).toMatchObject({ waiting: 1, inFlight: 0 });

  const again = [worker.start(), worker.stop(), worker.start()];
  await pass(MINUTE);
  await Promise.all(again);
  expect(worker.health()).toMatchObject({ state: "running" });
  expect(ran).toEqual(["quick"]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("an endpoint that answers polls at once is not asked without end", async () => {
  const { asked, decide, pass, stop, client, quick, ran } = await aStartedWorker();
  await pass(MINUTE);
  decide(({ action }) => (action === "ReceiveMessage" ? "nothing" : undefined));
  const before = asked.length;
  await pass(MINUTE);
  expect(asked.length - before).toBeLessThan(200);
  decide(() => undefined);
  await client.enqueue(quick, ["after"]);
  await pass(MINUTE);
  expect(ran).toEqual(["after"]);
  await stop();
});

test("a queue that has failed once is no failing one, while all places are taken and nobody asks", async () => {
  const engine = await aWatchedEngine();
  const gate = Promise.withResolvers<void>();
  const long = job("long", () => gate.promise);
  const worker = engine.aWorker({ long }, { concurrency: 1 });
  await worker.start();
  await engine.pass(MINUTE);
  engine.decide(({ input }) => (input["QueueUrl"] === engine.pairs.high.url ? "break" : undefined));
  await engine.pass(30 * SECOND);
  expect(worker.health().failing).toEqual(["high"]);
  await engine.client.enqueue(long, []);
  await engine.pass(2 * MINUTE);
  engine.decide(() => undefined);
  await engine.pass(2 * MINUTE);
  expect(worker.health()).toMatchObject({ running: 1, failing: [], ready: true });
  gate.resolve();
  const stopped = worker.stop();
  await engine.pass(MINUTE);
  await stopped;
});

test("a stop waits for the deletion of what is done", async () => {
  const quick = job("quick", () => {});
  const { aWorker, client, pass, decide } = await aWatchedEngine();
  await client.enqueue(quick, []);
  decide(({ action }) => (action.startsWith("DeleteMessage") ? "hang" : undefined));
  const worker = aWorker({ quick });
  await worker.start();
  await pass(100);
  let isStopped = false;
  const stopped = worker.stop().then(() => {
    isStopped = true;
  });
  await pass(3000);
  expect(isStopped).toBe(false);
  await pass(30_000);
  await stopped;
});
