import { job } from "errand";
import { expect, test } from "vitest";
import { handBack } from "../../lib/worker/hand-back.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel } from "../support/kernels.ts";

test("what is handed back is in hand until its copy is sent: one that can't be sent is not deleted", async () => {
  const { kernel, broker, events } = aKernel([job("quick", () => {})]);
  const failing = { ...kernel, broker: { ...broker, retry: () => Promise.reject(new Error("503")) } };
  const delivery = aDelivery({ function: "quick", args: [] });
  expect(await handBack(delivery, failing)).toBe("return");
  expect(broker.acknowledged).toEqual([]);
  expect(events).toMatchObject([{ type: "delivery.returned", error: { message: "503" } }]);
});
