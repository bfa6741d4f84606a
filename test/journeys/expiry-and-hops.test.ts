import { current, job } from "errand";
import { createHarness } from "errand/testing";
import { expect, onTestFinished, test } from "vitest";

function start(jobs: object) {
  const events: string[] = [];
  const harness = createHarness(jobs, { onEvent: ({ type, job: name }) => events.push(`${type} ${name}`) });
  onTestFinished(() => harness.stop());
  return { harness, events };
}

test("expiresIn counts from when the job is due, and between attempts too", async () => {
  const fresh = job("fresh", () => Promise.reject(new Error("no")), {
    expiresIn: "10m",
    retry: { backoff: "constant", min: "4m" },
  });
  const { harness, events } = start({ fresh });
  await fresh.with({ delay: "1 day" }).enqueue();
  await harness.advance("2 days");
  expect(harness.ran.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
    "1 failed",
    "2 failed",
    "3 failed",
  ]);
  expect(events.at(-1)).toBe("job.expired fresh");
  expect(harness.dead).toEqual([]);
});

test("a job that waits too long in its queue does not run any more", async () => {
  const fresh = job("fresh", () => {}, { expiresIn: "10m" });
  const { harness, events } = start({ fresh });
  await fresh.enqueue();
  harness.faults({ throttle: 1 });
  await harness.advance("11m");
  harness.faults({});
  await harness.advance("1h");
  expect(harness.ran).toEqual([]);
  expect(events).toEqual(["job.enqueued fresh", "job.expired fresh"]);
});

test("hops count the jobs in a row that enqueued each other; a wait of a minute starts anew", async () => {
  const seen: string[] = [];
  const step = job("step", async (left: number, delay: number): Promise<void> => {
    seen.push(`${left}: ${current()?.hops}`);
    if (left > 0) await step.with({ delay }).enqueue(left - 1, delay);
  });
  const { harness } = start({ step });
  await step.enqueue(3, 59);
  await harness.advance("10m");
  await step.enqueue(2, 60);
  await harness.advance("10m");
  expect(seen).toEqual(["3: 0", "2: 1", "1: 2", "0: 3", "2: 0", "1: 0", "0: 0"]);
});

test("a retry is no hop", async () => {
  const seen: (number | undefined)[] = [];
  const child = job("child", () => {
    seen.push(current()?.hops);
    if (seen.length < 3) throw new Error("not yet");
  });
  const parent = job("parent", async () => void (await child.enqueue()));
  const { harness } = start({ parent, child });
  await parent.enqueue();
  await harness.advance("1h");
  expect(seen).toEqual([1, 1, 1]);
});
