import { current, job } from "errand";
import { expect, test, vi } from "vitest";
import { runBatch } from "../../lib/core/batch.ts";
import { execute } from "../../lib/core/execute.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

const long = job("long", () => {}, { timeout: "30s" });
const endless = job("endless", () => {}, { timeout: "1 hour" });
const plain = job("plain", () => {});
const jobs = { long, endless, plain };

/** An invocation of a minute with so much left. */
const left = (seconds: number) => {
  const abortAt = START + seconds * 1000;
  return { wholeMs: 60_000, abortAt, giveUpAt: abortAt + 500, answerAt: abortAt + 900 };
};

test("a job whose timeout no longer fits is not started, and sent on as it is", async () => {
  const { kernel, broker, events } = aKernel(jobs);
  const delivery = aDelivery({ errand: 1, id: "a", function: "long", args: [], attempt: 2 });
  const results = await runBatch([delivery], kernel, { concurrency: 1, time: left(29) });
  expect(results).toMatchObject([{ settlement: "acknowledge" }]);
  expect(broker.retried).toMatchObject([{ id: "a", delaySeconds: 0 }]);
  expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({ id: "a", attempt: 2 });
  expect(events).toMatchObject([{ type: "job.postponed", why: "no_time" }]);
});

test.each([
  ["long", 30, "completed"],
  ["plain", 15, "completed"],
  ["plain", 14, "postponed"], // less than a quarter of the invocation: it might be cut off
  ["endless", 59, "completed"], // more than any invocation has: it gets a fresh one, whole
  ["endless", 50, "postponed"],
])("%s with %d seconds left is %s", async (name, seconds, kind) => {
  const { kernel } = aKernel(jobs);
  expect(await execute(aDelivery({ function: name, args: [] }), kernel, { time: left(seconds) })).toMatchObject({
    kind,
  });
});

test("what came back and has no time left to run alone is still to run alone", async () => {
  const { kernel, broker } = aKernel(jobs);
  const body = { errand: 1, id: "a", function: "plain", args: [] };
  await runBatch([aDelivery(body, { receives: 2 })], kernel, { concurrency: 1, time: left(0) });
  expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({ quarantine: { copies: 1 } });
});

test("what hangs outside of any run holds up nobody: the batch is answered, it comes again, and nothing more is begun", async () => {
  const fail = job("fail", () => Promise.reject(new Error("no")));
  const { kernel, clock, broker, events } = aKernel({ ...jobs, fail });
  const mute = Promise.withResolvers<void>();
  broker.retry = () => mute.promise;
  const deliveries = ["plain", "fail", "plain"].map((name, n) =>
    aDelivery({ function: name, args: [] }, { messageId: `${n}` }),
  );
  const running = runBatch(deliveries, kernel, { concurrency: 1, time: left(59) });
  await clock.advance(59_900);
  expect((await running).map(({ settlement }) => settlement)).toEqual(["acknowledge", "return", "return"]);
  expect(clock.timers()).toBe(0);
  const told = events.length;
  mute.resolve();
  // What was under way, and no more.
  await vi.waitFor(() => expect(events.slice(told).map(({ type }) => type)).toEqual(["job.failed"]));
});

test("a schema that never answers is a failed attempt", async () => {
  const hang = { "~standard": { version: 1, vendor: "test", validate: () => new Promise<never>(() => {}) } } as const;
  const slow = job("slow", (_n: number) => {}, { args: hang as never });
  const brief = job("brief", (_n: number) => {}, { args: hang as never, timeout: "5s" });
  const { kernel, clock } = aKernel({ slow, brief });
  await import("../../lib/core/parse-args.ts"); // loaded when it is first needed: here, before time passes
  const running = [
    execute(aDelivery({ function: "slow", args: [1] }), kernel, { time: left(59) }),
    execute(aDelivery({ function: "brief", args: [1] }), kernel),
  ];
  await clock.advance(59_500);
  for (const outcome of await Promise.all(running)) {
    expect(outcome).toMatchObject({ kind: "retry", error: { name: "TimeoutError" }, next: { attempt: 2 } });
  }
  expect(clock.timers()).toBe(0);
});

test("a run past its timeout has failed, whatever it does then; its signal said so before", async () => {
  const gate = Promise.withResolvers<string>();
  let reason: unknown;
  const hanging = job(
    "hanging",
    async () => {
      const signal = current()?.signal;
      signal?.addEventListener("abort", () => {
        reason = signal.reason;
      });
      return gate.promise;
    },
    { timeout: "5s" },
  );
  const { kernel, clock } = aKernel({ hanging });
  const running = execute(aDelivery({ function: "hanging", args: [] }), kernel);
  await clock.advance(5000);
  expect(reason).toMatchObject({ name: "TimeoutError" });
  await clock.advance(500);
  gate.resolve("too late");
  expect(await running).toMatchObject({
    kind: "retry",
    ranSeconds: 5.5,
    error: { name: "TimeoutError", message: expect.stringContaining("still running after its timeout of 5 seconds") },
  });
  expect(clock.timers()).toBe(0);
});

test("one that heeds its signal ends by itself", async () => {
  const obedient = job(
    "obedient",
    async () => {
      await new Promise<void>((resolve) => current()?.signal.addEventListener("abort", () => resolve()));
      return "cleaned up";
    },
    { timeout: "5s" },
  );
  const { kernel, clock } = aKernel({ obedient });
  const running = execute(aDelivery({ function: "obedient", args: [] }), kernel);
  await clock.advance(5000);
  expect(await running).toMatchObject({ kind: "completed", ranSeconds: 5 });
});
