// What users of other workers suffered of FIFO queues: docs/decisions/0015-pains-of-other-workers.md has the sources.

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { job } from "errand";
import { expect, test } from "vitest";
import { aWatchedEngine } from "../../support/watched-workers.ts";

const MINUTE = 60_000;

test("of one group one job runs after the other, in order, also behind one that fails; other groups run beside it", async () => {
  const log: string[] = [];
  let most = 0;
  const running = new Set<string>();
  const step = job(
    "step",
    async (name: string) => {
      running.add(name);
      most = Math.max(most, running.size);
      await new Promise<void>((resolve) => void clock.after(1000, resolve));
      running.delete(name);
      log.push(name);
      if (name === "a1" && log.filter((one) => one === "a1").length === 1) throw new Error("no");
    },
    { retry: { min: 5, max: 5 } },
  );
  const { sqs, pairs, aWorker, clock, pass, counts } = await aWatchedEngine({ fifo: true });
  for (const name of ["a0", "b0", "a1", "b1", "a2", "b2"]) {
    const MessageBody = JSON.stringify({ function: "step", args: [name] });
    const group = { MessageGroupId: name.charAt(0), MessageDeduplicationId: name };
    await sqs.send(new SendMessageCommand({ QueueUrl: pairs.low.url, MessageBody, ...group }));
  }
  const worker = aWorker({ step }, { concurrency: 10 });
  await worker.start();
  await pass(10 * MINUTE);
  expect(log.filter((name) => name.startsWith("a"))).toEqual(["a0", "a1", "a1", "a2"]);
  expect(log.filter((name) => name.startsWith("b"))).toEqual(["b0", "b1", "b2"]);
  expect(most).toBe(2);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("a job that is enqueued twice with the same arguments runs twice", async () => {
  const ran: string[] = [];
  const greet = job("greet", (name: string) => void ran.push(name));
  const { aWorker, client, pass } = await aWatchedEngine({ fifo: true });
  await client.enqueue(greet, ["Ann"]);
  await client.enqueue(greet, ["Ann"]);
  const worker = aWorker({ greet });
  await worker.start();
  await pass(MINUTE);
  expect(ran).toEqual(["Ann", "Ann"]);
  const stopped = worker.stop();
  await pass(MINUTE);
  await stopped;
});

test("of a group that was received whole, nothing starts any more once stop() has begun; its order is kept", async () => {
  const log: string[] = [];
  const gates: (() => void)[] = [];
  const step = job("step", async (name: string) => {
    log.push(name);
    await new Promise<void>((resolve) => void gates.push(resolve));
  });
  const { sqs, pairs, aWorker, pass, counts } = await aWatchedEngine({ fifo: true });
  // What start() looks for is one message: here another group's.
  for (const name of ["b0", "a0", "a1", "a2", "a3"]) {
    const MessageBody = JSON.stringify({ function: "step", args: [name] });
    const group = { MessageGroupId: name.charAt(0), MessageDeduplicationId: name };
    await sqs.send(new SendMessageCommand({ QueueUrl: pairs.low.url, MessageBody, ...group }));
  }
  const first = aWorker({ step });
  await first.start();
  await pass(1000);
  expect(await counts()).toMatchObject({ waiting: 0, inFlight: 5 });
  const stopped = first.stop();
  await pass(1000);
  for (let round = 0; round < 4; round++) {
    for (const open of gates.splice(0)) open();
    await pass(1000);
  }
  await pass(MINUTE);
  await stopped;
  expect(log).toEqual(["b0", "a0"]);
  expect(await counts()).toMatchObject({ waiting: 3, inFlight: 0 });

  const second = aWorker({ step });
  await second.start();
  for (let round = 0; round < 4; round++) {
    await pass(MINUTE);
    for (const open of gates.splice(0)) open();
  }
  await pass(MINUTE);
  expect(log).toEqual(["b0", "a0", "a1", "a2", "a3"]);
  const secondStopped = second.stop();
  await pass(MINUTE);
  await secondStopped;
});
