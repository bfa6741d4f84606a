import { expect, test } from "vitest";
import { createHold } from "../../lib/worker/hold.ts";
import { createStock } from "../../lib/worker/stock.ts";
import { aDelivery } from "../support/deliveries.ts";

const AT = 1000;

function aStockWith(...deliveries: Parameters<typeof aDelivery>[]) {
  const stock = createStock();
  const all = deliveries.map((parts) => aDelivery(...parts));
  stock.add("low", all, (delivery) => createHold(delivery, AT, 60_000));
  return stock;
}

test("what came back is a suspect, unless it can't be read: that is never run, and kills nothing", () => {
  const stock = aStockWith(
    [{ function: "work", args: [] }, { receives: 2 }],
    [{ function: 5 } as never, { receives: 2 }],
  );
  expect([stock.shift("low")?.isSuspect, stock.shift("low")?.isSuspect]).toEqual([true, false]);
});

test("what is meant is taken out, of both priorities, and the rest stays in its order", () => {
  const stock = aStockWith([{ function: "a", args: [] }], [{ function: "b", args: [] }], [{ function: "c", args: [] }]);
  const taken = stock.take(({ holds: [hold] }) => hold?.delivery.body.includes('"b"') === true);
  expect(taken).toHaveLength(1);
  expect(stock.count("low")).toBe(2);
  expect([stock.shift("low"), stock.shift("low")].map((unit) => unit?.holds[0]?.delivery.body)).toEqual([
    expect.stringContaining('"a"'),
    expect.stringContaining('"c"'),
  ]);
});
