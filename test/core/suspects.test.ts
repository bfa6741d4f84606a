// What runBatch does with deliveries that have come back: in which order, beside what, and what it asks of the queue.

import { job } from "errand";
import { expect, test } from "vitest";
import { runBatch } from "../../lib/core/batch.ts";
import type { Delivery } from "../../lib/core/ports.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

const time = { wholeMs: 59_000, abortAt: START + 59_000, giveUpAt: START + 59_500, answerAt: START + 59_900 };

function aBatch() {
  const running = new Set<string>();
  const log: string[] = [];
  const work = job("work", async (name: string) => {
    running.add(name);
    log.push([...running].join("+"));
    await new Promise<void>((resolve) => void setImmediate(resolve));
    running.delete(name);
  });
  const fail = job("fail", () => Promise.reject(new Error("no")));
  const { kernel, broker, events, clock } = aKernel({ work, fail });
  const hide = broker.hide;
  broker.hide = async (delivery, seconds) => {
    log.push(`hide ${delivery.messageId} ${seconds}`);
    await hide(delivery, seconds);
  };
  const acknowledge = broker.acknowledge;
  broker.acknowledge = async (deliveries) => {
    log.push(`acknowledge ${deliveries.map(({ messageId }) => messageId).join()}`);
    await acknowledge(deliveries);
  };
  const delivery = (name: string, changes: Partial<Delivery> = {}, more: object = {}) =>
    aDelivery({ function: "work", args: [name], ...more }, { messageId: name, ...changes });
  const run = async (deliveries: readonly Delivery[]) => {
    const results = await runBatch(deliveries, kernel, { concurrency: 10, time });
    return results.map(({ delivery: { messageId }, settlement }) => `${messageId} ${settlement}`);
  };
  return { broker, events, log, delivery, run, clock };
}

test("a comeback runs alone, hidden, when its neighbours are done and acknowledged", async () => {
  const { delivery, run, log } = aBatch();
  const results = await run([delivery("a"), delivery("back", { receives: 2 }), delivery("b")]);
  expect(log).toEqual(["a", "a+b", "acknowledge a,b", "hide back 118", "back", "acknowledge back"]);
  expect(results).toEqual(["a acknowledge", "back acknowledge", "b acknowledge"]);
});

test("of two, the first is acknowledged before the second starts", async () => {
  const { delivery, run, log } = aBatch();
  await run([delivery("x", { receives: 2 }), delivery("y", {}, { errand: 1, quarantine: { copies: 1 } })]);
  expect(log).toEqual(["hide y 118", "y", "acknowledge y", "hide x 118", "x", "acknowledge x"]);
});

test("where its neighbours can't be acknowledged, it is not run", async () => {
  const { delivery, run, log, broker, events } = aBatch();
  broker.acknowledge = async () => {
    throw new Error("SQS is away");
  };
  expect(await run([delivery("a"), delivery("back", { receives: 2 })])).toEqual(["a acknowledge", "back return"]);
  expect(log).toEqual(["a"]);
  expect(events.at(-1)).toMatchObject({ type: "delivery.returned", id: "back", error: { message: "SQS is away" } });
});

test("where it can't be hidden, it is run all the same, and that is told", async () => {
  const { delivery, run, log, broker, events } = aBatch();
  broker.hide = async () => {
    throw new Error("AccessDenied");
  };
  expect(await run([delivery("back", { receives: 2 })])).toEqual(["back acknowledge"]);
  expect(log).toEqual(["back", "acknowledge back"]);
  expect(events).toContainEqual(expect.objectContaining({ type: "delivery.unguarded", id: "back" }));
});

test("one that could not be settled is hidden so long that nobody takes it for killed", async () => {
  const { delivery, run, log, broker } = aBatch();
  broker.retry = async () => {
    throw new Error("SQS is away");
  };
  expect(await run([delivery("back", { receives: 2 }, { function: "fail" })])).toEqual(["back return"]);
  expect(log).toEqual(["hide back 118", "hide back 360"]);
});

test.each([
  ["away as long as its guard: killed", { away: 118 }, 1],
  ["away a second less, for clocks differ", { away: 117.5 }, 1],
  ["away for less: somebody looked at the queue", { away: 30 }, undefined],
  ["away as long as the queue hides a message: never begun", { away: 359 }, undefined],
  ["away for an invocation less than that: killed, though it was received late", { away: 300 }, 1],
])("a copy that was %s", async (_, { away }, crashes) => {
  const { delivery, run, broker } = aBatch();
  const firstReceivedAt = START - away * 1000;
  const back = delivery("back", { receives: 2, firstReceivedAt }, { errand: 1, quarantine: { copies: 1 } });
  expect(await run([back])).toEqual(["back acknowledge"]);
  const [copy] = broker.retried.map(({ body }) => JSON.parse(body));
  expect(copy?.crashes).toBe(crashes);
  expect(copy?.quarantine?.copies).toBe(crashes === undefined ? undefined : 2);
});

test("a message that SQS hands out in vain again and again is copied after four times, no death counted", async () => {
  const { delivery, run, broker, log } = aBatch();
  const firstReceivedAt = START - 10 * 360_000;
  await run([delivery("back", { receives: 4, firstReceivedAt })]);
  expect(log).toEqual(["hide back 118", "back", "acknowledge back"]);
  await run([delivery("back", { receives: 5, firstReceivedAt })]);
  expect(broker.retried.map(({ body }) => JSON.parse(body))).toMatchObject([{ quarantine: { copies: 1 } }]);
  expect(JSON.parse(broker.retried[0]?.body ?? "").crashes).toBeUndefined();
  expect(broker.acknowledged.at(-1)?.messageId).toBe("back");
});

test("after ten copies it runs where it is, and SQS counts", async () => {
  const { delivery, run, broker, log } = aBatch();
  await run([delivery("back", { receives: 9 }, { errand: 1, quarantine: { copies: 10 } })]);
  expect(log).toEqual(["hide back 118", "back", "acknowledge back"]);
  expect(broker.retried).toEqual([]);
});

test("put off ten times for its neighbours' sake, it goes before them", async () => {
  const { delivery, run, log } = aBatch();
  await run([delivery("a"), delivery("patient", {}, { errand: 1, quarantine: { copies: 10 } })]);
  expect(log).toEqual(["hide patient 118", "patient", "acknowledge patient", "a"]);
});

test("each time that it is put off for want of time is counted", async () => {
  const { delivery, run, broker, clock } = aBatch();
  await clock.advance(58_000);
  await run([delivery("late", {}, { errand: 1, quarantine: { copies: 3 } })]);
  expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({ quarantine: { copies: 4 } });
});

test("a message that can't be judged harms no other", async () => {
  const { delivery, run, log } = aBatch();
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const body = `{"errand":1,"function":"work","args":["odd"],"quarantine":{"copies":1},"history":[{"message":${deep}}]}`;
  const odd = { ...delivery("odd", { receives: 2, firstReceivedAt: START - 118_000 }), body };
  const results = await run([odd, delivery("a")]);
  expect(log).toContain("a");
  expect(results).toContain("a acknowledge");
});

test("a batch that was throttled runs one after the other, and what has no time left for that burns no attempt", async () => {
  const long = job("long", () => new Promise<void>((resolve) => void clock.after(11_000, resolve)), {
    retry: { attempts: 1 },
  });
  const { kernel, clock, events, broker } = aKernel({ long });
  const deliveries = Array.from({ length: 10 }, (_, n) =>
    aDelivery({ function: "long", args: [] }, { messageId: `${n}`, receives: 2 }),
  );
  const running = runBatch(deliveries, kernel, { concurrency: 10, time });
  await clock.advance(59_900);
  expect((await running).every(({ settlement }) => settlement === "acknowledge")).toBe(true);
  const counts = Object.groupBy(events, ({ type }) => type);
  expect(counts["job.completed"]).toHaveLength(5);
  expect(counts["job.postponed"]).toHaveLength(5);
  expect(counts["job.failed"] ?? counts["job.dead"]).toBeUndefined();
  expect(broker.retried.map(({ body }) => JSON.parse(body).attempt)).toEqual([1, 1, 1, 1, 1]);
});
