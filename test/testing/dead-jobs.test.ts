import { deadJobs, job } from "errand";
import { createHarness } from "errand/testing";
import { expect, test } from "vitest";

function anApplication() {
  let isMended = false;
  const done: unknown[] = [];
  const retry = { attempts: 2, min: 10, max: 10 };
  const charge = job(
    "charge",
    (member: string) => {
      if (!isMended) throw new TypeError(`no card of "${member}"`);
      done.push(member);
    },
    { priority: "high", retry },
  );
  const mend = (): void => {
    isMended = true;
  };
  return { jobs: { charge }, done, mend };
}

test("in a harness: what died is found, sent back, and runs", async () => {
  const { jobs, done, mend } = anApplication();
  await using harness = createHarness(jobs);
  const dead = deadJobs();
  await jobs.charge.enqueueMany([["ann"], ["bob"]]);
  await harness.advance("1 minute");

  const { groups } = await dead.list({ where: { job: "charge" } });
  expect(groups).toMatchObject([{ job: "charge", reason: "attempts_exhausted", count: 2 }]);
  expect(groups[0]?.error).toMatch(/^TypeError: no card of/);
  const [entry] = harness.dead;
  const found = await dead.show(entry?.id ?? "");
  expect(found).toMatchObject({ id: entry?.id, args: entry?.args, attempts: 2, priority: "high", diedAt: entry?.at });
  expect(found?.error?.stack).toContain("dead-jobs.test.ts");
  expect(found?.history).toHaveLength(2);

  mend();
  const where = { fingerprint: groups[0]?.fingerprint ?? "" };
  // The rate has no effect where time stands still; it must not hang for that.
  expect(await dead.retry({ where, ratePerSecond: 0.001 })).toEqual({
    matched: 2,
    retried: 2,
    failed: [],
    left: 0,
    hidden: 0,
  });
  const runs = await harness.drain();
  expect(runs).toMatchObject([
    { attempt: 1, outcome: "completed", priority: "high" },
    { attempt: 1, outcome: "completed", priority: "high" },
  ]);
  expect(new Set(done)).toEqual(new Set(["ann", "bob"]));
  expect(await dead.list()).toEqual({ jobs: [], groups: [], matched: 0, hidden: 0 });
  expect(harness.sent).toHaveLength(2);
});

test("in a harness: what dies again after a retry is another death of the same job", async () => {
  const { jobs } = anApplication();
  await using harness = createHarness(jobs);
  const { id } = await jobs.charge.enqueue("ann");
  await harness.advance("1 minute");
  await deadJobs().retry({ where: "all" });
  await harness.advance("1 minute");
  expect(harness.dead.map((entry) => entry.id)).toEqual([id, id]);
  expect((await deadJobs().show(id))?.history).toHaveLength(4);
});

test("in a harness: with faults, none is lost", async () => {
  for (const seed of [1, 2, 3, 4]) {
    const { jobs, done, mend } = anApplication();
    await using harness = createHarness(jobs);
    const members = Array.from({ length: 40 }, (_, n) => `member ${n}`);
    await jobs.charge.enqueueMany(members.map((member) => [member]));
    await harness.advance("1 hour");
    mend();
    harness.faults({ throttle: 0.2, loseResponse: 0.2, duplicate: 0.2, reorder: 0.5, seed });
    for (let calls = 0; calls < 20; calls += 1) {
      const result = await deadJobs()
        .retry({ where: "all" })
        .catch(() => undefined);
      await harness.advance("1 hour"); // so that what was in hand at a failure is visible again
      if (result?.matched === 0 && result.hidden === 0) break;
    }
    harness.faults({});
    await harness.advance("1 day");
    expect(await deadJobs().list()).toMatchObject({ matched: 0, hidden: 0 });
    expect(new Set(done)).toEqual(new Set(members));
  }
});

test("outside of any, it says what is missing", async () => {
  await expect(deadJobs().list()).rejects.toMatchObject({
    code: "not_configured",
    message: expect.stringContaining(
      "ERRAND_HIGH_DEAD_QUEUE_URL must be the URL of the high-priority dead-letter queue",
    ),
  });
  await expect(deadJobs({} as never).list()).rejects.toMatchObject({ code: "invalid_option" });
  await expect(deadJobs().show("")).rejects.toMatchObject({ code: "invalid_option" });
  await expect(deadJobs().list({ limit: 0 })).rejects.toMatchObject({ code: "invalid_option" });
  await expect(deadJobs().retry({ where: "all", ratePerSecond: 0 })).rejects.toMatchObject({ code: "invalid_option" });
  await expect(deadJobs().retry({} as never)).rejects.toMatchObject({ code: "invalid_option" });
  await expect(deadJobs().discard(undefined as never)).rejects.toMatchObject({ code: "invalid_option" });
});
