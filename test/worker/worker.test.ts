import { job } from "errand";
import { expect, test } from "vitest";
import { anEngineWorker } from "../support/engine-worker.ts";

test("a worker runs what is in its queues, and deletes it", async () => {
  const ran: string[] = [];
  const greet = job("greet", (name: string) => void ran.push(name));
  const { worker, client, counts, turns, pass } = await anEngineWorker({ greet });
  await client.enqueueMany(
    greet,
    Array.from({ length: 25 }, (_, index) => [`n${index}`]),
  );
  await worker.start();
  await turns();
  expect(ran.toSorted()).toEqual(Array.from({ length: 25 }, (_, index) => `n${index}`).toSorted());
  await pass(1);
  expect(await counts()).toEqual({ waiting: 0, delayed: 0, inFlight: 0, dead: 0 });
  const stopped = worker.stop();
  await pass(25);
  await stopped;
});
