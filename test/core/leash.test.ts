import { current, discard, job, snooze } from "errand";
import { expect, test } from "vitest";
import { execute } from "../../lib/core/execute.ts";
import type { Pull } from "../../lib/core/leash.ts";
import { turn } from "../../lib/testing/manual-clock.ts";
import { createHold, giveUp, leashOf, pull } from "../../lib/worker/hold.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel, START } from "../support/kernels.ts";

const ENDS_AT = START + 3_600_000;

const STOPPED: Pull = { why: "stopped", error: new Error("the worker stops") };
const LOST: Pull = { why: "lost", error: new Error("It may be in other hands.") };
const OVER: Pull = { why: "over", error: new Error("twelve hours are over") };

/** A job that waits for its signal, and then does as it is told. */
async function aWaitingJob(then: (reason: unknown) => unknown) {
  const begun = Promise.withResolvers<void>();
  const wait = job("wait", async () => {
    const { signal, deadline } = current() ?? {};
    expect(deadline).toEqual(new Date(ENDS_AT));
    begun.resolve();
    await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    return then(signal?.reason);
  });
  const { kernel } = aKernel({ wait });
  const delivery = aDelivery({ function: "wait", args: [], attempt: 3 });
  const hold = createHold(delivery, START, 60_000);
  const outcome = execute(delivery, kernel, { leash: leashOf(hold, ENDS_AT) });
  outcome.catch(() => {}); // looked at later
  await begun.promise;
  return { hold, outcome };
}

const throws = (reason: unknown) => {
  throw reason;
};

test("a job that is stopped and throws is sent on as it came: it costs no attempt", async () => {
  const { hold, outcome } = await aWaitingJob(throws);
  pull(hold, STOPPED);
  expect(await outcome).toMatchObject({ kind: "postponed", why: "stopped", delaySeconds: 0, next: { attempt: 3 } });
});

test("what the job itself says of its end counts, though it was stopped", async () => {
  const discarding = await aWaitingJob(() => discard("half is enough"));
  pull(discarding.hold, STOPPED);
  expect(await discarding.outcome).toMatchObject({ kind: "discarded", why: "half is enough" });

  const snoozing = await aWaitingJob(() => snooze("1h"));
  pull(snoozing.hold, STOPPED);
  expect(await snoozing.outcome).toMatchObject({ kind: "snoozed", delaySeconds: 3600 });

  const finishing = await aWaitingJob(() => "done");
  pull(finishing.hold, STOPPED);
  expect(await finishing.outcome).toMatchObject({ kind: "completed" });
});

test("a job that heeds nothing is given up, and sent on likewise", async () => {
  const { hold, outcome } = await aWaitingJob(() => new Promise(() => {}));
  pull(hold, STOPPED);
  await turn();
  giveUp(hold);
  expect(await outcome).toMatchObject({ kind: "postponed", why: "stopped" });
});

test("a job that was to end before it began does not begin", async () => {
  const { kernel, events } = aKernel({ never: job("never", () => expect.unreachable()) });
  const delivery = aDelivery({ function: "never", args: [] });
  const hold = createHold(delivery, START, 60_000);
  pull(hold, STOPPED);
  const outcome = await execute(delivery, kernel, { leash: leashOf(hold, ENDS_AT) });
  expect(outcome).toMatchObject({ kind: "postponed", why: "stopped", next: { attempt: 1 } });
  expect(events).toEqual([]);

  const suspect = await execute({ ...delivery, receives: 3 }, kernel, { leash: leashOf(hold, ENDS_AT) });
  expect(suspect).toMatchObject({ next: { quarantine: { copies: 1 } } });
});

test("nobody is given up who was not told to end", async () => {
  const { hold, outcome } = await aWaitingJob(() => new Promise(() => {}));
  giveUp(hold);
  await turn();
  expect(hold.isGivenUp).toBe(false);
  pull(hold, STOPPED);
  giveUp(hold);
  expect(await outcome).toMatchObject({ kind: "postponed", why: "stopped" });
});

test("nothing is sent for a job whose message may be in other hands", async () => {
  const { hold, outcome } = await aWaitingJob(() => throws(new TypeError("half-way")));
  pull(hold, LOST);
  await expect(outcome).rejects.toThrow(
    "It may be in other hands. Whoever has it now says what becomes of it. The job ended with TypeError: half-way",
  );
});

test("but one that is done all the same is done", async () => {
  const { hold, outcome } = await aWaitingJob(() => "done");
  pull(hold, LOST);
  expect(await outcome).toMatchObject({ kind: "completed" });
});

test("that a message is lost outweighs that its worker stops", async () => {
  const { hold, outcome } = await aWaitingJob(() => new Promise(() => {}));
  pull(hold, STOPPED);
  pull(hold, LOST);
  giveUp(hold);
  await expect(outcome).rejects.toThrow("It may be in other hands.");
});

test("a job that takes all the time there is has failed an attempt", async () => {
  const { hold, outcome } = await aWaitingJob(throws);
  pull(hold, OVER);
  expect(await outcome).toMatchObject({
    kind: "retry",
    next: { attempt: 4 },
    error: { message: "twelve hours are over" },
  });
});
