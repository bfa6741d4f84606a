import type { Message } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createFaults, type Faults, NO_FAULTS } from "../../../lib/engine/faults.ts";
import { settle } from "../../support/manual-clock.ts";
import { createBench } from "./bench.ts";

const always = (kind: string, picked = 0): Faults => ({ strikes: (given) => given === kind, pick: () => picked });

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

test("a message that strikes as a duplicate stays visible, and is handed out again", async () => {
  const bench = createBench({ faults: () => always("duplicate") });
  const queue = await bench.createQueue();
  await bench.send(queue, "x");

  const first = await bench.receiveOne(queue);
  const second = await bench.receiveOne(queue, { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });

  expect(second.MessageId).toBe(first.MessageId);
  expect(second.Attributes).toEqual({ ApproximateReceiveCount: "2" });
  await bench.delete(queue, first);
  expect(await bench.counts(queue)).toEqual([1, 0, 0]);
  await bench.delete(queue, second);
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("a duplicate is not in the same receive, and reaches a poller that waits", async () => {
  const bench = createBench({ faults: () => always("duplicate") });
  const queue = await bench.createQueue();
  const polls = [0, 1].map(() => bench.receive(queue, { MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }));
  await settle();

  await bench.send(queue, "x");
  await bench.clock.advance(0);

  expect((await Promise.all(polls)).map(bodies)).toEqual([["x"], ["x"]]);
});

test("another message than the first is handed out, one of the ten first in line", async () => {
  const asked: number[] = [];
  const faults: Faults = {
    strikes: (kind) => kind === "reorder",
    pick: (_, below) => {
      asked.push(below);
      return below - 1;
    },
  };
  const bench = createBench({ faults: () => faults });
  const queue = await bench.createQueue();
  for (let n = 0; n < 12; n++) await bench.send(queue, String(n));

  expect(bodies(await bench.receive(queue, { MaxNumberOfMessages: 10 }))).toEqual([
    "9",
    "10",
    "11",
    "8",
    "7",
    "6",
    "5",
    "4",
    "3",
    "2",
  ]);
  expect(asked).toEqual([9, 9, 9, 8, 7, 6, 5, 4, 3, 2]);
  expect(bodies(await bench.receive(queue, { MaxNumberOfMessages: 10 }))).toEqual(["1", "0"]);
  expect(await bench.counts(queue)).toEqual([0, 12, 0]);
});

test("neither strikes at a FIFO queue", async () => {
  const bench = createBench({ faults: () => ({ strikes: () => true, pick: () => 0 }) });
  const queue = await bench.createQueue("jobs.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
  for (const body of ["1", "2", "3"]) await bench.send(queue, body, { MessageGroupId: "a" });

  expect(bodies(await bench.receive(queue, { MaxNumberOfMessages: 10 }))).toEqual(["1", "2", "3"]);
  expect(await bench.receive(queue)).toEqual([]);
});

test("faults can be switched while the engine runs", async () => {
  let faults: Faults = always("duplicate");
  const bench = createBench({ faults: () => faults });
  const queue = await bench.createQueue();
  await bench.send(queue, "x");
  await bench.receiveOne(queue);

  faults = NO_FAULTS;

  await bench.receiveOne(queue);
  expect(await bench.receive(queue)).toEqual([]);
});

test("the same seed gives the same deliveries, and every message comes", async () => {
  const run = async (seed: number) => {
    const faults = createFaults({ duplicate: 0.3, reorder: 0.3 }, seed);
    const bench = createBench({ faults: () => faults });
    const queue = await bench.createQueue();
    for (let n = 0; n < 40; n++) await bench.send(queue, String(n));
    const seen: (string | undefined)[] = [];
    for (let received = await bench.receive(queue); received.length > 0; received = await bench.receive(queue)) {
      seen.push(...bodies(received));
    }
    return seen;
  };

  const [one, same, other] = [await run(1), await run(1), await run(2)];

  expect(one).toEqual(same);
  expect(one).not.toEqual(other);
  expect(one.length).toBeGreaterThan(40);
  expect(new Set(one).size).toBe(40);
});
