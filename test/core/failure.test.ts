import { job } from "errand";
import { expect, test } from "vitest";
import { execute } from "../../lib/core/execute.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

class CardDeclined extends Error {
  override readonly name = "CardDeclined";
}

async function run(retry: object, thrown: unknown = new CardDeclined("no funds"), attempt = 1) {
  const pay = job(
    "pay",
    () => {
      throw thrown;
    },
    { retry },
  );
  return execute(aDelivery({ id: "a", function: "pay", args: [], attempt }), aKernel({ pay }).kernel);
}

test("on(error) decides: tried again, ended, or dead at once with the error", async () => {
  const on = (error: unknown) => (error instanceof CardDeclined ? "dead" : "retry");
  expect(await run({ on })).toMatchObject({
    kind: "dead",
    letter: { dead: { reason: "not_retried", attempts: 1, error: { name: "CardDeclined", message: "no funds" } } },
  });
  expect(await run({ on }, new Error("network"))).toMatchObject({ kind: "retry" });
  expect(await run({ on: () => "discard" })).toMatchObject({ kind: "discarded", why: "CardDeclined: no funds" });
});

test("an async policy is refused, and what it rejects with ends nothing", async () => {
  const on = async () => {
    throw new Error("no policy");
  };
  expect(await run({ on })).toMatchObject({
    kind: "retry",
    next: { history: [{ message: expect.stringContaining("retry.on must give") }] },
  });
  expect(await run({ backoff: on })).toMatchObject({
    kind: "retry",
    next: { history: [{ message: expect.stringContaining("not a promise") }] },
  });
});

test("what is not to be retried isn't, whatever the backoff is", async () => {
  for (const backoff of ["linear", "constant", () => "1h"]) {
    expect(await run({ backoff, on: () => "dead" })).toMatchObject({ kind: "dead" });
  }
});

test('"retry" does not go beyond the last attempt', async () => {
  const outcome = await run({ attempts: 3, on: () => "retry" }, undefined, 3);
  expect(outcome).toMatchObject({ kind: "dead", letter: { dead: { reason: "attempts_exhausted" } } });
});

test.each([
  [
    "throws",
    {
      on: () => {
        throw new Error("policy fell over");
      },
    },
    "policy fell over",
  ],
  ["gives what it can't", { on: () => "later" }, 'retry.on must give "retry", "discard" or "dead", got "later"'],
  [
    "has a backoff that throws",
    {
      backoff: () => {
        throw new Error("policy fell over");
      },
    },
    "policy fell over",
  ],
  ["has a backoff that gives no duration", { backoff: () => "soon" }, "retry.backoff's result must be"],
])("a policy that %s costs the job nothing but its own wait, and the history tells", async (_, retry, problem) => {
  const outcome = await run(retry);
  expect(outcome).toMatchObject({ kind: "retry", delaySeconds: 15 });
  expect(outcome).toMatchObject({
    next: { history: [{ message: expect.stringContaining(`no funds (and its retry policy failed: ${problem}`) }] },
  });
});

test("backoff by name or by function sets the wait", async () => {
  expect(await run({ backoff: "constant", min: 7 })).toMatchObject({ delaySeconds: 7 });
  expect(await run({ backoff: (attempt: number) => `${attempt} minutes` }, undefined, 2)).toMatchObject({
    delaySeconds: 120,
    next: { notBefore: new Date(START + 120_000).toISOString(), attempt: 3 },
  });
});
