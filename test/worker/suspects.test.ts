import { job } from "errand";
import { expect, test } from "vitest";
import { createSourceQueue } from "../../lib/aws/source-queue.ts";
import { aWatchedEngine } from "../support/watched-workers.ts";

test("what ran alone because it came back is deleted once, not again with the others", async () => {
  const quick = job("quick", () => {});
  const { aWorker, client, clock, sqs, pairs, asked, pass, counts } = await aWatchedEngine();
  await client.enqueue(quick, []);
  await createSourceQueue(sqs, pairs.low.url).receive(1, 0); // by a worker that dies
  clock.sleep(7 * 60_000);
  const worker = aWorker({ quick });
  await worker.start();
  await pass(1000);
  expect(asked.filter(({ action }) => action.startsWith("DeleteMessage"))).toHaveLength(1);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
  expect(worker.health()).toMatchObject({ running: 0, held: 0 });
  const stopped = worker.stop();
  await pass(30_000);
  await stopped;
});

test("what came back runs beside nothing: it waits for what runs already", async () => {
  const gates: (() => void)[] = [];
  const running = new Set<string>();
  const beside: string[][] = [];
  const work = job("work", async (name: string) => {
    beside.push([...running]);
    running.add(name);
    await new Promise<void>((resolve) => void gates.push(resolve));
    running.delete(name);
  });
  const { aWorker, client, sqs, pairs, pass } = await aWatchedEngine();
  await client.enqueue(work, ["suspect"]);
  await createSourceQueue(sqs, pairs.low.url).receive(1, 0); // by a worker that dies: it is seen again after six minutes
  await client.enqueue(work, ["innocent"]);
  const worker = aWorker({ work }, { concurrency: 5 });
  await worker.start();
  await pass(6 * 60_000 + 30_000);
  expect([...running]).toEqual(["innocent"]);
  gates.shift()?.();
  await pass(5000);
  expect([...running]).toEqual(["suspect"]);
  expect(beside).toEqual([[], []]);
  gates.shift()?.();
  const stopped = worker.stop();
  await pass(30_000);
  await stopped;
});
