// Any batch, handled beside a record of what runs when: at most so many at once, nothing beside what may kill it, groups
// in their order.

import { job } from "errand";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runBatch } from "../../lib/core/batch.ts";
import type { Delivery } from "../../lib/core/ports.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";
import { prove, TIME_LIMIT } from "./hold.ts";

interface Message {
  readonly isCopy: boolean;
  readonly receives: number;
  readonly group: string | undefined;
  /** How long it runs, in milliseconds. */
  readonly takes: number;
  readonly fails: boolean;
}

const anyBatch = fc.array(
  fc.record<Message>({
    isCopy: fc.boolean(),
    receives: fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 6 })),
    group: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }),
    takes: fc.integer({ min: 0, max: 20 }),
    fails: fc.boolean(),
  }),
  { maxLength: 12 },
);

const runsAlone = ({ isCopy, receives, group }: Message, batch: readonly Message[]): boolean =>
  group === undefined ? isCopy || receives > 1 : batch.some((other) => other.group === group && other.receives > 1);

async function handled(batch: readonly Message[], concurrency: number) {
  const running = new Set<number>();
  const began: number[] = [];
  const broken: string[] = [];
  const work = job("work", async (index: number) => {
    const message = batch[index] as Message;
    began.push(index);
    running.add(index);
    if (running.size > concurrency) broken.push(`${running.size} run at once`);
    if (running.size > 1) {
      for (const one of running) {
        if (runsAlone(batch[one] as Message, batch)) broken.push(`${one} runs beside ${[...running].join()}`);
      }
    }
    if (runsAlone(message, batch)) {
      const safe = new Set(broker.acknowledged.map(({ messageId }) => messageId));
      const unsafe = ended.filter((other) => !safe.has(`m${other}`));
      if (unsafe.length > 0) broken.push(`${unsafe.join()} can be harmed by ${index}`);
    }
    await new Promise<void>((resolve) => void clock.after(message.takes, resolve));
    running.delete(index);
    // In a FIFO queue what fails is not done: it comes again.
    if (!message.fails || message.group === undefined) ended.push(index);
    if (message.fails) throw new Error("no");
  });
  const ended: number[] = [];
  const { kernel, broker, clock } = aKernel({ work });
  const deliveries: Delivery[] = batch.map(({ isCopy, receives, group }, index) =>
    aDelivery(
      { function: "work", args: [index], ...(isCopy && group === undefined && { quarantine: { copies: 1 } }) },
      { messageId: `m${index}`, receives, group, firstReceivedAt: START - 1000 },
    ),
  );
  const time = { wholeMs: 59_000, abortAt: START + 59_000, giveUpAt: START + 59_500, answerAt: START + 59_900 };
  const finished = runBatch(deliveries, kernel, { concurrency, time });
  let isOver = false;
  void finished.finally(() => {
    isOver = true;
  });
  // What is loaded on demand comes in its own time.
  while (!isOver) await clock.advance(10);
  const results = await finished;
  expect(broken).toEqual([]);
  expect(results.map(({ delivery }) => delivery)).toEqual(deliveries);
  return { began, results, broker, settled: results.map(({ settlement }) => settlement) };
}

test("any batch: nothing runs beside what may kill it, nor more at once than may", {
  timeout: TIME_LIMIT,
}, async () => {
  const property = fc.asyncProperty(anyBatch, fc.integer({ min: 1, max: 5 }), async (batch, concurrency) => {
    const { began, settled, broker } = await handled(batch, concurrency);
    for (const group of ["a", "b", "c"]) {
      const members = batch.flatMap((message, index) => (message.group === group ? [index] : []));
      const firstFailure = members.find((index) => batch[index]?.fails);
      const touched = members.filter((index) => firstFailure === undefined || index <= firstFailure);
      // Runs before attempts are used up: the queue counts, and a job has eight.
      expect(began.filter((index) => members.includes(index))).toEqual(touched);
      const returned = members.filter((index) => settled[index] === "return");
      expect(returned).toEqual(firstFailure === undefined ? [] : members.filter((index) => index >= firstFailure));
    }
    // All else has its next place, or is done: as a copy, as its next attempt, or not at all.
    const single = batch.flatMap(({ group }, index) => (group === undefined ? [index] : []));
    expect(single.map((index) => settled[index])).toEqual(single.map(() => "acknowledge"));
    const copies = single.filter((index) => (batch[index]?.receives ?? 0) > 4);
    const retries = single.filter((index) => !copies.includes(index) && batch[index]?.fails);
    expect(broker.retried).toHaveLength(copies.length + retries.length);
    expect(new Set(began).size).toBe(began.length);
  });
  await prove(property, 500);
});
