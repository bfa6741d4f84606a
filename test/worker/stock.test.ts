import { expect, test } from "vitest";
import { createHold } from "../../lib/worker/hold.ts";
import { createStock } from "../../lib/worker/stock.ts";
import { aDelivery } from "../support/deliveries.ts";

const AT = 1000;
const LATER = 2000;

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
  expect([stock.count("low"), stock.suspects("low")]).toEqual([2, 1]);
  const suspect = stock.first("low");
  expect(suspect?.isSuspect).toBe(true);
  expect(stock.first("low", false)?.holds[0]?.delivery.body).toBe('{"function":5}');
  if (suspect !== undefined) stock.take(suspect);
  expect([stock.count("low"), stock.suspects("low")]).toEqual([1, 0]);
});

test("what has waited too long is taken out, but for a suspect that was put off too often already", () => {
  const suspect = (copies: number) =>
    [{ function: "work", args: [copies], quarantine: { copies } }, {}] as Parameters<typeof aDelivery>;
  const stock = aStockWith([{ function: "work", args: [] }], suspect(9), suspect(10));
  expect(stock.takeOld(LATER)).toHaveLength(2);
  expect(stock.first("low")?.holds[0]?.delivery.body).toContain('"args":[10]');
  expect(stock.count("low")).toBe(1);
  expect(stock.takeAll()).toHaveLength(1);
});
