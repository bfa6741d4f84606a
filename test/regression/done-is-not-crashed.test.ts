// A job that was done alone, and could not be deleted, came back when its guard was over: it was counted as killed, and
// after three such deletions dead as crashed.

import { job } from "errand";
import { expect, test } from "vitest";
import { runBatch } from "../../lib/core/batch.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

const fine = job("fine", () => {});
const time = { wholeMs: 59_000, abortAt: START + 59_000, giveUpAt: START + 59_500, answerAt: START + 59_900 };
const suspect = aDelivery({ function: "fine", args: [] }, { receives: 2, firstReceivedAt: START - 360_000 });

test("what is done alone is deleted at once, not left to the runtime", async () => {
  const { kernel, broker } = aKernel({ fine });
  expect(await runBatch([suspect], kernel, { concurrency: 1, time })).toMatchObject([{ settlement: "acknowledge" }]);
  expect(broker.acknowledged).toEqual([suspect]);
  expect(broker.hidden).toEqual([{ delivery: suspect, seconds: 118 }]);
});

test("what can't be deleted is hidden for as long as what never began", async () => {
  const { kernel, broker } = aKernel({ fine });
  const refusing = {
    ...kernel,
    inbox: {
      ...kernel.inbox,
      acknowledge: async () => {
        throw new Error("queue away");
      },
    },
  };
  expect(await runBatch([suspect], refusing, { concurrency: 1, time })).toMatchObject([{ settlement: "acknowledge" }]);
  expect(broker.hidden.map(({ seconds }) => seconds)).toEqual([118, 360]);
});
