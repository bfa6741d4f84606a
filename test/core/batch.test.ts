import { job } from "errand";
import { expect, test } from "vitest";
import { runBatch } from "../../lib/core/batch.ts";
import type { Kernel } from "../../lib/core/kernel.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel } from "../support/kernels.ts";

test("at most so many run at once, started in the order given, answered in the order given", async () => {
  const finish: (() => void)[] = [];
  const started: number[] = [];
  const hold = job("hold", async (n: number) => {
    started.push(n);
    await new Promise<void>((resolve) => finish.push(resolve));
  });
  const { kernel, clock } = aKernel({ hold });
  const deliveries = [1, 2, 3, 4, 5].map((n) => aDelivery({ function: "hold", args: [n] }, { messageId: `m${n}` }));
  const running = runBatch(deliveries, kernel, { concurrency: 2, time: undefined });
  await clock.advance(0);
  expect(started).toEqual([1, 2]);
  finish[1]?.();
  await clock.advance(0);
  expect(started).toEqual([1, 2, 3]);
  for (let index = 0; index < 5; index += 1) {
    finish[index]?.();
    await clock.advance(0);
  }
  const results = await running;
  expect(results.map(({ delivery }) => delivery.messageId)).toEqual(["m1", "m2", "m3", "m4", "m5"]);
});

test("a poison message and a failing job never harm their neighbours", async () => {
  const ran: number[] = [];
  const fine = job("fine", (n: number) => void ran.push(n));
  const broken = job("broken", () => {
    throw new Error("no");
  });
  const { kernel, broker } = aKernel({ fine, broken });
  const bodies = [
    "\u0000",
    { function: "fine", args: [1] },
    { function: "broken", args: [] },
    { function: "fine", args: [2] },
  ];
  const results = await runBatch(
    bodies.map((body) => aDelivery(body)),
    kernel,
    { concurrency: 10, time: undefined },
  );
  expect(ran).toEqual([1, 2]);
  expect(results.map(({ settlement }) => settlement)).toEqual(Array(4).fill("acknowledge"));
  expect([broker.buried.length, broker.retried.length]).toEqual([1, 1]);
});

test("an empty batch is done at once", async () => {
  const { kernel } = aKernel({ fine: job("fine", () => 1) });
  expect(await runBatch([], kernel, { concurrency: 10, time: undefined })).toEqual([]);
});

test("when the kernel itself fails at a message, it stays in its queue, an event says why, and its neighbours run", async () => {
  const fine = job("fine", () => 1);
  const { kernel, events } = aKernel({ fine });
  const broken: Kernel = {
    ...kernel,
    catalog: {
      get(name) {
        if (name === "fine") return kernel.catalog.get(name);
        throw new Error("the catalog fell over");
      },
    },
  };
  const bodies = [
    { function: "odd", args: [] },
    { function: "fine", args: [] },
  ];
  const results = await runBatch(
    bodies.map((body, index) => aDelivery(body, { messageId: `m${index}` })),
    broken,
    { concurrency: 1, time: undefined },
  );
  expect(results.map(({ settlement }) => settlement)).toEqual(["return", "acknowledge"]);
  expect(events.filter(({ type }) => type === "delivery.returned")).toMatchObject([
    { id: "m0", error: { message: "the catalog fell over" } },
  ]);
});
