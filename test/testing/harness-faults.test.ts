import { job } from "errand";
import { createHarness, type FaultOrder, type Harness, type HarnessOptions } from "errand/testing";
import { expect, onTestFinished, test } from "vitest";

function start(jobs: object, options?: HarnessOptions): Harness {
  const harness = createHarness(jobs, options);
  onTestFinished(() => harness.stop());
  return harness;
}

/** A small application: orders that each post a receipt; some need a second attempt. What it did is in `effects`. */
function aShop() {
  const effects: string[] = [];
  const receipt = job("receipt", (order: number) => void effects.push(`receipt ${order}`), { priority: "high" });
  const failed = new Set<number>();
  const order = job(
    "order",
    async (number: number) => {
      if (number % 3 === 0 && !failed.has(number)) {
        failed.add(number);
        throw new Error("out of paper");
      }
      effects.push(`order ${number}`);
      await receipt.enqueue(number);
    },
    { retry: { min: 10, max: 60 } },
  );
  return { jobs: { order, receipt }, effects };
}

const ALL: FaultOrder = {
  duplicate: 0.1,
  reorder: 0.3,
  throttle: 0.05,
  loseResponse: 0.05,
  slowPoll: 0.2,
  killRun: 0.1,
};

async function aBadDay(seed: number, order = ALL) {
  const { jobs, effects } = aShop();
  await using harness = createHarness(jobs);
  harness.faults({ ...order, seed });
  await jobs.order.enqueueMany(Array.from({ length: 40 }, (_, number) => [number]));
  await harness.advance("2 days");
  const runs = harness.ran.map(({ job: name, args, attempt, outcome, at }) => [name, args[0], attempt, outcome, at]);
  return { effects, runs, problems: harness.problems, dead: harness.dead };
}

test("whatever goes wrong, every job that was accepted has its effect at least once", async () => {
  for (const seed of [1, 2, 3]) {
    const { effects, runs, problems, dead } = await aBadDay(seed);
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    expect(new Set(effects)).toEqual(new Set(numbers.flatMap((number) => [`order ${number}`, `receipt ${number}`])));
    expect(dead).toEqual([]);
    expect(runs.some(([, , , outcome]) => outcome === "killed")).toBe(true);
    expect(problems.length).toBeGreaterThan(0);
  }
});

test("the same seed gives the same run, another seed another", async () => {
  const first = await aBadDay(7);
  const again = await aBadDay(7);
  expect(again.effects).toEqual(first.effects);
  expect(again.runs).toEqual(first.runs);
  expect(again.problems).toEqual(first.problems);
  expect((await aBadDay(8)).runs).not.toEqual(first.runs);
});

test("duplicate: a message runs again though it was done", async () => {
  const ran: string[] = [];
  const greet = job("greet", (name: string) => void ran.push(name));
  const harness = start({ greet });
  harness.faults({ duplicate: 0.5, seed: 3 });
  await greet.enqueueMany([["ann"], ["bob"], ["cat"], ["dan"]]);
  await harness.drain();
  expect(new Set(ran)).toEqual(new Set(["ann", "bob", "cat", "dan"]));
  expect(ran.length).toBeGreaterThan(4);
});

test("reorder: messages run in another order than they were sent", async () => {
  const ran: number[] = [];
  const greet = job("greet", (number: number) => void ran.push(number));
  const harness = start({ greet });
  harness.faults({ reorder: 1 });
  const sent = Array.from({ length: 10 }, (_, number) => number);
  await greet.enqueueMany(sent.map((number) => [number]));
  await harness.drain();
  expect(ran).not.toEqual(sent);
  expect(ran.toSorted()).toEqual(sent);
});

test("throttle: what is refused three times fails at the caller, and nothing was enqueued", async () => {
  const greet = job("greet", () => {});
  const harness = start({ greet });
  harness.faults({ throttle: 1 });
  await expect(greet.enqueue()).rejects.toMatchObject({
    code: "enqueue_failed",
    message: expect.stringContaining("RequestThrottled"),
  });
  harness.faults({});
  await harness.drain();
  expect([harness.sent, harness.ran]).toEqual([[], []]);
});

test("throttle strikes invocations too: that is no attempt, and the batch comes again after its visibility timeout", async () => {
  const greet = job("greet", (_n: number) => {});
  const harness = start({ greet });
  await greet.enqueueMany(Array.from({ length: 20 }, (_, number) => [number]));
  harness.faults({ throttle: 0.6 });
  await harness.advance("3h");
  expect(harness.problems.join()).toContain("The function was throttled with a batch of 10, which has not run");
  expect(new Set(harness.ranOf(greet).map(({ args: [number] }) => number)).size).toBe(20);
  expect(new Set(harness.ran.map(({ attempt, outcome }) => `${attempt} ${outcome}`))).toEqual(new Set(["1 completed"]));
});

test("loseResponse: a message whose answer was lost is sent again, and runs twice", async () => {
  const greet = job("greet", () => {});
  const harness = start({ greet });
  harness.faults({ loseResponse: 1 });
  await expect(greet.enqueue()).rejects.toThrow("LostAnswer");
  harness.faults({});
  await harness.drain();
  expect(harness.ran).toHaveLength(3);
});

test("slowPoll: a message waits for a poll that answers late", async () => {
  const greet = job("greet", () => {});
  const harness = start({ greet });
  await greet.enqueue();
  harness.faults({ slowPoll: 1 });
  expect(await harness.drain()).toEqual([]);
  const [run] = await harness.advance("20s");
  expect(run?.outcome).toBe("completed");
  expect(run?.at.getTime()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1, 12, 0, 1));
});

test("killRun: a run that is killed has no effect on queues from then on, and comes back", async () => {
  const child = job("child", (_from: string) => {});
  const seen: string[] = [];
  const parent = job("parent", async () => {
    seen.push("began");
    await child.enqueue("first");
    seen.push("first is out");
    await child.enqueue("second");
    seen.push("second is out");
  });
  const outcomes = new Set<string>();
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    seen.length = 0;
    const harness = createHarness({ parent, child });
    harness.faults({ killRun: 1, seed });
    await parent.enqueue();
    await harness.drain();
    const outcome = harness.ranOf(parent)[0]?.outcome ?? "never began";
    outcomes.add(`${outcome}: ${seen.join(", ")}: ${harness.sentOf(child).length} sent`);
    harness.faults({});
    await harness.advance("10 minutes");
    expect(harness.ranOf(parent).at(-1)?.outcome).toBe("completed");
    await harness.stop();
  }
  expect(outcomes).toEqual(
    new Set([
      "never began: : 0 sent",
      "killed: began: 0 sent", // the message is in the queue, but its sender never learned of it
      "killed: began, first is out, second is out: 2 sent",
    ]),
  );
});

test("a job is killed at every invocation: it is done all the same, or stands among the dead and says why", async () => {
  const deadly = job("deadly", (_n: number) => {});
  const ends = new Set<string>();
  for (let seed = 1; seed <= 24; seed += 1) {
    await using harness = createHarness({ deadly });
    harness.faults({ killRun: 1, seed });
    const { id } = await deadly.enqueue(5);
    await harness.advance("1 day");
    // More than one letter: a kill after the copy was sent leaves both the message and its copy.
    const letters = harness.deadOf(deadly);
    for (const letter of letters) {
      expect(letter).toMatchObject({ id, args: [5], reason: "crashed", attempts: 1, error: { name: "ErrandError" } });
    }
    // What runs alone is deleted as soon as it is done, before a kill at the end.
    const isDone = harness.ran.some(({ outcome }) => outcome === "completed");
    expect(isDone || letters.length > 0).toBe(true);
    ends.add(letters.length > 0 ? "dead" : "done");
  }
  expect(ends).toEqual(new Set(["done", "dead"]));
});

test.each([0.3, 1])(
  "all the dead are told of, though a share of %d of the messages is handed out twice",
  async (duplicate) => {
    const fail = job(
      "fail",
      (_: number) => {
        throw new Error("no");
      },
      { retry: { attempts: 1 } },
    );
    const harness = start({ fail });
    harness.faults({ duplicate, seed: 1 });
    await fail.enqueueMany(Array.from({ length: 40 }, (_, n) => [n] as [number]));
    await harness.drain();
    await harness.advance("1 hour");
    const dead = new Set(harness.deadOf(fail).map(({ args: [n] }) => n));
    expect(dead.size).toBe(40);
  },
);
