import { discard, job, snooze } from "errand";
import { describe, expect, test } from "vitest";
import { handle } from "../../lib/core/batch.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel } from "../support/kernels.ts";

const jobs = {
  succeed: job("succeed", () => 1),
  fail: job(
    "fail",
    () => {
      throw new Error("no");
    },
    { retry: { attempts: 2, min: "1h", max: "1h" } },
  ),
  leave: job("leave", () => discard("gone")),
  later: job("later", () => snooze(30)),
};

describe("a delivery is let go only when its next place is written", () => {
  test.each([
    ["a completed job needs none", { function: "succeed", args: [] }, "job.completed"],
    ["a discarded job needs none", { function: "leave", args: [] }, "job.discarded"],
  ])("%s", async (_, body, type) => {
    const { kernel, broker, events } = aKernel(jobs);
    expect(await handle(aDelivery(body), kernel)).toBe("acknowledge");
    expect([broker.retried, broker.buried]).toEqual([[], []]);
    expect(events.at(-1)).toMatchObject({ type });
  });

  test("a failed attempt is sent again, at most as late as the queue can hold it", async () => {
    const { kernel, broker, events } = aKernel(jobs);
    expect(await handle(aDelivery({ function: "fail", args: [] }), kernel)).toBe("acknowledge");
    expect(broker.retried).toMatchObject([{ priority: "low", delaySeconds: 900 }]);
    expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({
      attempt: 2,
      notBefore: "2026-11-21T11:00:00.000Z",
    });
    expect(events.at(-1)).toMatchObject({ type: "job.failed", retryInSeconds: 3600 });
  });

  test("it goes back to the queue that it came from", async () => {
    const { kernel, broker } = aKernel(jobs);
    await handle(aDelivery({ function: "later", args: [], priority: "low" }, { priority: "high" }), kernel);
    expect(broker.retried).toMatchObject([{ priority: "high", delaySeconds: 30 }]);
  });

  test("a dead job goes to the dead-letter queue of its queue", async () => {
    const { kernel, broker, events } = aKernel(jobs);
    const delivery = aDelivery({ function: "fail", args: [], attempt: 2 }, { priority: "high" });
    expect(await handle(delivery, kernel)).toBe("acknowledge");
    expect(broker.buried).toMatchObject([{ priority: "high", delaySeconds: 0 }]);
    expect(events.at(-1)).toMatchObject({ type: "job.dead", reason: "attempts_exhausted", attempt: 2 });
  });

  test.each([
    ["the retry", { function: "fail", args: [] }],
    ["the snooze", { function: "later", args: [] }],
    ["the dead letter", "}{"],
    ["what came too early", { function: "succeed", args: [], notBefore: "2027-01-01T00:00:00Z" }],
  ])("when %s can't be sent, the message stays in its queue and says why", async (_, body) => {
    const { kernel, broker, events } = aKernel(jobs);
    broker.refusal = new Error("queue away");
    expect(await handle(aDelivery(body), kernel)).toBe("return");
    expect(events.at(-1)).toMatchObject({ type: "delivery.returned", error: { message: "queue away" } });
  });
});

describe("when a run's next place can't be written, the event keeps what the job threw", () => {
  test.each([
    ["a failed attempt", { function: "fail", args: [] }],
    ["a last attempt", { function: "fail", args: [], attempt: 2 }],
  ])("%s", async (_, body) => {
    const { kernel, broker, events } = aKernel(jobs);
    broker.refusal = new Error("queue away");
    await handle(aDelivery(body), kernel);
    expect(events.at(-1)).toMatchObject({
      type: "delivery.returned",
      job: "fail",
      error: { message: "queue away" },
      jobError: { name: "Error", message: "no", stack: expect.stringContaining("settle.test.ts") },
    });
  });

  test("a message sent on because it came too early threw nothing", async () => {
    const { kernel, broker, events } = aKernel(jobs);
    broker.refusal = new Error("queue away");
    await handle(aDelivery({ function: "succeed", args: [], notBefore: "2027-01-01T00:00:00Z" }), kernel);
    expect(events.at(-1)).not.toHaveProperty("jobError");
  });
});

test("a message too early by more than a queue can hold goes on in steps, its time unchanged", async () => {
  const { kernel, broker, clock } = aKernel(jobs);
  const notBefore = "2026-11-21T10:20:00.500Z";
  await handle(aDelivery({ function: "succeed", args: [], notBefore }), kernel);
  expect(broker.retried).toMatchObject([{ delaySeconds: 900 }]);
  await clock.advance(900_000);
  await handle(aDelivery(broker.retried[0]?.body ?? ""), kernel);
  expect(broker.retried[1]).toMatchObject({ delaySeconds: 301 });
  expect(JSON.parse(broker.retried[1]?.body ?? "")).toMatchObject({ notBefore, attempt: 1 });
  await clock.advance(301_000);
  expect(await handle(aDelivery(broker.retried[1]?.body ?? ""), kernel)).toBe("acknowledge");
  expect(broker.retried).toHaveLength(2);
});
