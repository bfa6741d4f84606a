import { configure, current, discard, drain, job, retryIn, snooze } from "errand";
import { createHarness, type Harness, type HarnessOptions } from "errand/testing";
import { expect, onTestFinished, test } from "vitest";

const START = Date.UTC(2026, 0, 1, 12);

function start(jobs: object, options?: HarnessOptions): Harness {
  const harness = createHarness(jobs, options);
  onTestFinished(() => harness.stop());
  return harness;
}

/** Seconds from the harness's start. */
const secondsOf = ({ at }: { readonly at: Date }): number => (at.getTime() - START) / 1000;

test("nothing runs before drain; drain runs what is due and what that enqueues", async () => {
  const greeted: string[] = [];
  const greet = job("greet", (name: string) => void greeted.push(name));
  const greetAll = job(
    "greet-all",
    async (...names: string[]) => void (await greet.enqueueMany(names.map((n) => [n]))),
  );
  const harness = start({ greet, greetAll });
  const { id } = await greetAll.enqueue("ann", "bob");
  await greet.with({ delay: "1s" }).enqueue("late");
  expect(greeted).toEqual([]);

  const ran = await harness.drain();
  expect(greeted).toEqual(["ann", "bob"]);
  expect(ran).toMatchObject([
    { id, job: "greet-all", args: ["ann", "bob"], attempt: 1, priority: "low", outcome: "completed", at: harness.now },
    { job: "greet", args: ["ann"], outcome: "completed" },
    { job: "greet", args: ["bob"], outcome: "completed" },
  ]);
  expect(harness.ran).toEqual(ran);
  expect(await harness.drain()).toEqual([]);
});

test("sent tells what was enqueued, with the arguments as they were then", async () => {
  const greet = job("greet", (_person: { name: string }) => {});
  const other = job("other", () => {});
  const harness = start({ greet, other });
  const person = { name: "ann" };
  const { id } = await greet.with({ delay: "3 days", priority: "high" }).enqueue(person);
  await other.enqueue();
  person.name = "changed";
  expect(harness.sentOf(greet)).toEqual([
    { id, job: "greet", args: [{ name: "ann" }], priority: "high", delaySeconds: 259_200, at: new Date(START) },
  ]);
  expect(harness.sent.map(({ job: name }) => name)).toEqual(["greet", "other"]);
});

test("delays, backoffs and visibility timeouts fire in their order, each at its time", async () => {
  let failures = 2;
  const flaky = job(
    "flaky",
    () => {
      if (failures-- > 0) throw new Error("not yet");
    },
    { retry: { min: "60s", max: "60s" } },
  );
  const later = job("later", (_name: string) => {});
  const harness = start({ flaky, later });
  await flaky.enqueue();
  await later.with({ delay: "90s" }).enqueue("after 90 seconds");
  await later.with({ delay: "2 days" }).enqueue("after two days");
  await harness.advance("3 days");

  expect(harness.ran.map((run) => [run.job, run.attempt, secondsOf(run), run.outcome])).toEqual([
    ["flaky", 1, 0, "failed"],
    ["flaky", 2, 60, "failed"],
    ["later", 1, 90, "completed"],
    ["flaky", 3, 120, "completed"],
    ["later", 1, 172_800, "completed"],
  ]);
  expect(harness.now).toEqual(new Date(START + 3 * 86_400_000));
});

test("signals end runs as they say", async () => {
  const puts: Record<string, () => unknown> = {
    snooze: () => snooze("1h"),
    discard: () => discard("old news"),
    retry: () => retryIn("5m"),
  };
  const say = job("say", (what: string) => {
    const signal = puts[what];
    delete puts[what];
    if (signal !== undefined) throw signal();
  });
  const harness = start({ say });
  await say.enqueueMany([["snooze"], ["discard"], ["retry"]]);
  await harness.advance("2h");
  expect(harness.ran.map((run) => [run.args[0], run.attempt, secondsOf(run), run.outcome])).toEqual([
    ["snooze", 1, 0, "snoozed"],
    ["discard", 1, 0, "discarded"],
    ["retry", 1, 0, "failed"],
    ["retry", 2, 300, "completed"],
    ["snooze", 1, 3600, "completed"],
  ]);
});

test("the dead are there with the reason and the history, also after their queue has let go of them", async () => {
  const broken = job("broken", (_n: number) => Promise.reject(new RangeError("no luck")), {
    retry: { attempts: 2, min: 1, max: 1 },
  });
  const harness = start({ broken });
  const { id } = await broken.enqueue(1);
  await harness.advance("60 days");
  const history = [
    { attempt: 1, at: "2026-01-01T12:00:00.000Z", name: "RangeError", message: "no luck" },
    { attempt: 2, at: "2026-01-01T12:00:01.000Z", name: "RangeError", message: "no luck" },
  ];
  expect(harness.deadOf(broken)).toMatchObject([
    { id, job: "broken", args: [1], priority: "low", reason: "attempts_exhausted", attempts: 2, history },
  ]);
  expect(harness.dead[0]?.error?.message).toBe("no luck");
  expect(harness.dead[0]?.at).toEqual(new Date(START + 1000));
  expect(harness.ran.map(({ outcome }) => outcome)).toEqual(["failed", "dead"]);
});

test("one letter that its queue has let go of, and another that comes on the same day, are both there", async () => {
  const broken = job("broken", (_n: number) => Promise.reject(new Error("no luck")), { retry: { attempts: 1 } });
  const harness = start({ broken });
  await broken.enqueue(1);
  await broken.with({ delay: "14 days" }).enqueue(2);
  await harness.advance("15 days");
  expect(harness.deadOf(broken).map(({ args }) => args)).toEqual([[1], [2]]);
});

test("a job that hangs is told by its signal, then given up as failed and tried again", async () => {
  const after = job("after", () => {});
  const aborted: number[] = [];
  let attempts = 0;
  const hanging = job("hanging", async () => {
    attempts += 1;
    if (attempts > 1) return;
    await new Promise<void>((resolve) => current()?.signal.addEventListener("abort", () => resolve()));
    aborted.push((harness.now.getTime() - START) / 1000);
    await new Promise(() => {});
  });
  const harness: Harness = start({ hanging, after }, { timeout: "10s", patience: 0.2 });
  await hanging.enqueue();
  await harness.advance("70s");
  expect(aborted).toEqual([9]);
  expect(harness.ran).toMatchObject([
    {
      attempt: 1,
      outcome: "failed",
      error: {
        name: "TimeoutError",
        message: expect.stringContaining('Job "hanging" was still running after 9 seconds'),
      },
    },
    { attempt: 2, outcome: "completed" },
  ]);
  expect(harness.problems).toEqual([]);
});

test("a job that its signal ends does what it has left in real time, and is waited for", async () => {
  const tidy = job("tidy", async () => {
    await new Promise<void>((resolve) => current()?.signal.addEventListener("abort", () => resolve()));
    const { readFile } = await import("node:fs/promises");
    for (let n = 0; n < 20; n++) await readFile(import.meta.filename);
  });
  const harness = start({ tidy }, { timeout: "10s", patience: 0.2 });
  await tidy.enqueue();
  await harness.advance("1 minute");
  expect(harness.ran.map(({ outcome }) => outcome)).toEqual(["completed"]);
  expect(harness.problems).toEqual([]);
});

test("drain says which job does not end", async () => {
  const hanging = job("hanging", () => new Promise(() => {}));
  const harness = start({ hanging }, { patience: 0.2 });
  await hanging.enqueue();
  await expect(harness.drain()).rejects.toThrow(
    'harness.drain() waited 0.2 s of real time for "hanging", with its clock standing still. If the job waits for its ' +
      "deadline, let time pass with harness.advance(…)",
  );
});

test("jobs that do real work are waited for, and no time passes meanwhile", async () => {
  const read = job("read", async () => {
    const { readFile } = await import("node:fs/promises");
    await readFile(import.meta.filename);
    return harness.now;
  });
  const harness: Harness = start({ read });
  await read.with({ delay: "1h" }).enqueue();
  await harness.advance("1 day");
  expect(harness.ran).toMatchObject([{ outcome: "completed", at: new Date(START + 3_600_000) }]);
});

test("what a job enqueues without waiting for it is enqueued all the same", async () => {
  const child = job("child", () => {});
  const careless = job("careless", () => void child.enqueue());
  const harness = start({ careless, child });
  await careless.enqueue();
  await harness.drain();
  expect(harness.ran.map(({ job: name }) => name)).toEqual(["careless", "child"]);
});

test("a job that enqueues itself without end is a loop, and dies of it", async () => {
  const again = job("again", async (): Promise<void> => void (await again.enqueue()));
  const harness = start({ again });
  await again.enqueue();
  await harness.drain();
  expect(harness.ran).toHaveLength(1001);
  expect(harness.dead).toMatchObject([{ job: "again", reason: "too_many_hops", attempts: 0 }]);
});

test("a job that puts itself off by nothing, for ever, is a loop too", async () => {
  const again = job("again", () => snooze(0));
  const harness = start({ again });
  await again.enqueue();
  await harness.drain();
  expect(harness.dead).toMatchObject([{ job: "again", reason: "too_many_hops" }]);
});

test("jobs that enqueue more and more without a delay are told of, not waited for", async () => {
  const again = job("again", async (): Promise<void> => void (await again.enqueueMany([[], []])));
  const harness = start({ again });
  await again.enqueue();
  await expect(harness.drain()).rejects.toMatchObject({
    code: "harness_failed",
    message: expect.stringContaining("or snoozes for 0 seconds"),
  });
}, 120_000); // tens of thousands of batches, on a machine that does something else as well

test("many jobs at one moment are no endless ones", async () => {
  const greet = job("greet", () => {});
  const harness = start({ greet }, { eventSources: { low: { batchSize: 1 } } });
  await greet.enqueueMany(Array.from({ length: 25_000 }, () => []));
  expect(await harness.drain()).toHaveLength(25_000);
}, 60_000);

test("high and low each have their event source", async () => {
  const high = job("high", () => {}, { priority: "high" });
  const low = job("low", () => {});
  const eventSources = { low: { batchSize: 100, batchingWindowSeconds: 20 } };
  const harness = start({ high, low }, { eventSources });
  await low.enqueueMany(Array.from({ length: 30 }, () => []));
  await high.enqueue();
  await harness.drain();
  expect(harness.ran.map(({ job: name }) => name)).toEqual(["high"]);
  await harness.advance("20s");
  expect(harness.ranOf(low)).toHaveLength(30);
  expect(new Set(harness.ranOf(low).map(secondsOf))).toEqual(new Set([20]));
});

test("events are heard on the harness's clock", async () => {
  const heard: string[] = [];
  const greet = job("greet", () => {});
  const harness = start({ greet }, { onEvent: ({ type, at }) => heard.push(`${type} ${(at - START) / 1000}`) });
  await greet.with({ delay: 5 }).enqueue();
  await harness.advance(10);
  expect(heard).toEqual(["job.enqueued 0", "job.started 5", "job.completed 5"]);
});

test("stop gives back the client that was there before, also when the harness is left by using", async () => {
  const greet = job("greet", (name: string) => void ran.push(name));
  const ran: string[] = [];
  configure({ mode: "inline" });
  {
    await using harness = createHarness({ greet });
    await greet.enqueue("to the harness");
    expect(harness.sent).toHaveLength(1);
  }
  await greet.enqueue("inline");
  await drain();
  expect(ran).toEqual(["inline"]);
  configure({ mode: undefined });
});

test("a harness that has been stopped says so, and still shows what ran", async () => {
  const greet = job("greet", () => {});
  const harness = start({ greet });
  await greet.enqueue();
  await harness.drain();
  await harness.stop();
  const refusal = { code: "harness_failed", message: expect.stringContaining("This harness has been stopped") };
  await expect(harness.drain()).rejects.toMatchObject(refusal);
  await expect(harness.advance("1 day")).rejects.toMatchObject(refusal);
  expect(() => harness.faults({})).toThrow("This harness has been stopped");
  expect(harness.ran).toHaveLength(1);
  await harness.stop();
});

test("what a job of a stopped harness still does has no effect in the next", async () => {
  const gate = Promise.withResolvers<void>();
  const zombie = job("zombie", () => {});
  const over = Promise.withResolvers<void>();
  let begun = false;
  const slow = job("slow", async () => {
    begun = true;
    await gate.promise;
    setImmediate(over.resolve);
    await zombie.enqueue();
  });
  const first = start({ slow, zombie }, { patience: 0 });
  await slow.enqueue();
  await first.advance("1s");
  await first.stop();
  const second = start({ slow, zombie });
  gate.resolve();
  await over.promise;
  expect(begun).toBe(true);
  await second.advance("1 hour");
  expect(second.sent).toEqual([]);
  expect(second.ran).toEqual([]);
});

test("nor does it reach the client that is there without a harness", async () => {
  const gate = Promise.withResolvers<void>();
  const ran: string[] = [];
  const zombie = job("zombie", () => void ran.push("zombie"));
  const over = Promise.withResolvers<void>();
  const slow = job("slow", async () => {
    await gate.promise;
    setImmediate(over.resolve);
    await zombie.enqueue();
  });
  const harness = start({ slow, zombie }, { patience: 0 });
  await slow.enqueue();
  await harness.advance("1s");
  configure({ mode: "inline" });
  await harness.stop();
  gate.resolve();
  await over.promise;
  await drain();
  expect(ran).toEqual([]);
  await zombie.enqueue();
  expect(ran).toEqual(["zombie"]);
  configure({ mode: undefined });
});

test("two harnesses at once are refused, one after another is fine", async () => {
  const greet = job("greet", () => {});
  const first = start({ greet });
  expect(() => createHarness({ greet })).toThrow("Another harness of this process has not been stopped");
  await first.stop();
  await start({ greet }).drain();
});

test.each([
  [{ timeout: 0 }, 'createHarness: "timeout" must be 1 second to 15 minutes, got 0.'],
  [{ seed: 1.5 }, 'createHarness: "seed" must be a whole number, got 1.5.'],
  [{ startAt: new Date("no") }, 'createHarness: "startAt" must be a valid Date'],
  [{ eventSources: { low: { batchSize: 50 } } }, 'needs a "batchingWindowSeconds" of at least 1'],
  [{ patience: "1 day" } as const, 'createHarness: "patience" must be 0 seconds to 10 minutes'],
  [{ clock: 1 } as object, 'has no option "clock"'],
])("an option that can't be is refused: %o", (options, message) => {
  expect(() => createHarness({ greet: job("greet", () => {}) }, options)).toThrow(message);
});

test("misuse is told what to do", async () => {
  const greet = job("greet", () => {});
  const harness = start({ greet });
  expect(() => harness.sentOf("greet" as never)).toThrow('must get a job, what job("name", fn) returns, got "greet"');
  expect(() => harness.faults({ seed: 1.5 })).toThrow('harness.faults: "seed" must be a whole number, got 1.5');
  expect(() => harness.faults({ throttle: 2 })).toThrow('"throttle" must be a share of the occasions, 0 to 1, got 2');
  expect(() => harness.faults({ trottle: 1 } as object)).toThrow('has no option "trottle"');
  await expect(harness.advance("-1s" as never)).rejects.toThrow(
    "harness.advance(duration) must be 0 seconds to 10 years",
  );
});
