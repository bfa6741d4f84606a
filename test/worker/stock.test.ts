import { expect, test } from "vitest";
import { createHold } from "../../lib/worker/hold.ts";
import { createStock } from "../../lib/worker/stock.ts";
import { aDelivery } from "../support/deliveries.ts";

const AT = 1000;

function aStockWith(...deliveries: Parameters<typeof aDelivery>[]) {
  const stock = createStock(() => "here");
  const all = deliveries.map((parts) => aDelivery(...parts));
  stock.add("low", all, (delivery) => createHold(delivery, AT, 60_000));
  return stock;
}

test("what came back is a suspect, unless it can't be read: that is never run, and kills nothing", () => {
  const stock = aStockWith(
    [{ function: "work", args: [] }, { receives: 2 }],
    [{ function: 5 } as never, { receives: 2 }],
  );
  expect(stock.first("low")?.isSuspect).toBe(true);
  expect(stock.first("low", ({ isSuspect }) => !isSuspect)).toBeDefined();
});

test("what is meant is taken out, of both priorities, and the rest stays in its order", () => {
  const stock = aStockWith([{ function: "a", args: [] }], [{ function: "b", args: [] }], [{ function: "c", args: [] }]);
  const taken = stock.takeAll(({ holds: [hold] }) => hold?.delivery.body.includes('"b"') === true);
  expect(taken).toHaveLength(1);
  expect(stock.count("low")).toBe(2);
  const first = stock.first("low");
  expect(first?.holds[0]?.delivery.body).toContain('"a"');
  if (first !== undefined) stock.take(first);
  expect(stock.first("low")?.holds[0]?.delivery.body).toContain('"c"');
});

test("what needs a thread or process of its own is counted apart", () => {
  const stock = createStock((_, isSuspect) => (isSuspect ? "process" : "here"));
  const deliveries = [aDelivery({ function: "a", args: [] }), aDelivery({ function: "b", args: [] }, { receives: 2 })];
  stock.add("low", deliveries, (delivery) => createHold(delivery, AT, 60_000));
  expect([stock.count("low"), stock.countApart("low")]).toEqual([2, 1]);
  stock.takeAll(({ isSuspect }) => isSuspect);
  expect([stock.count("low"), stock.countApart("low")]).toEqual([1, 0]);
});
