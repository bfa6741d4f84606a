// What users of other workers suffered when messages were deleted: docs/decisions/0015-pains-of-other-workers.md has the sources.

import { job } from "errand";
import { expect, test } from "vitest";
import { createFaults } from "../../../lib/engine/faults.ts";
import { aWatchedEngine } from "../../support/watched-workers.ts";

const MINUTE = 60_000;

async function aStartedWorker(options = {}) {
  const ran: string[] = [];
  const quick = job("quick", (name: string) => void ran.push(name));
  const engine = await aWatchedEngine();
  const worker = engine.aWorker({ quick }, { visibilityTimeout: "1 minute", ...options });
  await worker.start();
  return {
    ...engine,
    ran,
    quick,
    worker,
    deletes: () => engine.asked.filter(({ action }) => action === "DeleteMessageBatch"),
    async stop(): Promise<void> {
      const stopped = worker.stop();
      await engine.pass(2 * MINUTE);
      await stopped;
    },
  };
}

test.each(["break", "lose", "hang", "RequestThrottled"] as const)(
  "a delete that fails (%s) is tried again until it is done: the job runs once",
  async (fate) => {
    const { client, quick, decide, pass, ran, counts, stop } = await aStartedWorker();
    let failing = 2;
    decide(({ action }) => (action === "DeleteMessageBatch" && failing-- > 0 ? fate : undefined));
    await client.enqueue(quick, ["a"]);
    await pass(5 * MINUTE);
    expect(ran).toEqual(["a"]);
    expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
    await stop();
  },
);

test("acknowledgements that were being gathered are sent before stop() resolves, and those that failed again", async () => {
  const { client, quick, worker, decide, pass, quiet, counts, deletes } = await aStartedWorker();
  decide(({ action }) => (action === "DeleteMessageBatch" && deletes().length <= 4 ? "break" : undefined));
  await client.enqueueMany(quick, [["a"], ["b"], ["c"]]);
  await quiet();
  expect(deletes()).toEqual([]);
  const stopped = worker.stop().then(() => deletes().length);
  await pass(MINUTE);
  expect(await stopped).toBe(5);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0 });
});

test("a delete that fails for good rejects nowhere: the worker goes on, and the job comes again", async () => {
  const { client, quick, decide, pass, ran, counts, stop } = await aStartedWorker();
  decide(({ action }) => (action === "DeleteMessageBatch" ? { status: 403, name: "AccessDenied" } : undefined));
  await client.enqueue(quick, ["a"]);
  await pass(5 * MINUTE);
  decide(() => undefined);
  await pass(30 * MINUTE);
  expect(ran.length).toBeGreaterThan(0);
  await client.enqueue(quick, ["b"]);
  await pass(MINUTE);
  expect(ran).toContain("b");
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
  await stop();
});

test("of ten deletes, those that SQS refuses are tried again, and only those", async () => {
  const { client, quick, decide, pass, ran, counts, deletes, stop } = await aStartedWorker();
  let isFirst = true;
  decide(({ action }) => {
    if (action !== "DeleteMessageBatch" || !isFirst) return undefined;
    isFirst = false;
    return { refusedEntries: 2 };
  });
  await client.enqueueMany(
    quick,
    Array.from({ length: 10 }, (_, n) => [`${n}`] as const),
  );
  await pass(5 * MINUTE);
  expect(ran).toHaveLength(10);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
  const asked = deletes().map(({ input }) => (input["Entries"] as readonly object[]).length);
  expect(asked.reduce((sum, count) => sum + count, 0)).toBe(12);
  await stop();
});

test("a message that SQS hands out twice is deleted, whichever of its receipts is the last", async () => {
  const ran: string[] = [];
  const quick = job("quick", (name: string) => void ran.push(name));
  const faults = createFaults({ duplicate: 0.5 }, 7);
  const { aWorker, client, pass, counts } = await aWatchedEngine({ faults });
  const worker = aWorker({ quick }, { visibilityTimeout: "1 minute" });
  await client.enqueueMany(
    quick,
    Array.from({ length: 40 }, (_, n) => [`${n}`] as const),
  );
  await worker.start();
  await pass(60 * MINUTE);
  expect(new Set(ran).size).toBe(40);
  expect(await counts()).toMatchObject({ waiting: 0, delayed: 0, inFlight: 0, dead: 0 });
  const stopped = worker.stop();
  await pass(2 * MINUTE);
  await stopped;
});
