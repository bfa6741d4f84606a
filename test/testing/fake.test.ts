import { configure, createClient, job } from "errand";
import { enqueued, forgetEnqueued } from "errand/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const ran: string[] = [];
const greet = job("greet", (name: string, _times = 1) => void ran.push(name));
const other = job("other", () => {});

beforeEach(() => configure({ mode: "fake" }));
afterEach(() => {
  configure({ mode: undefined });
  forgetEnqueued();
  vi.unstubAllEnvs();
});

test("in mode fake a job is only recorded, with its receipt as ever", async () => {
  const { id, dueAt } = await greet.with({ delay: "1h", priority: "high" }).enqueue("ann", 2);
  await other.enqueue();
  expect(enqueued(greet)).toEqual([
    { id, job: "greet", args: ["ann", 2], priority: "high", delaySeconds: 3600, at: expect.any(Date) },
  ]);
  expect(dueAt.getTime() - (enqueued(greet)[0]?.at.getTime() ?? 0)).toBe(3_600_000);
  expect(enqueued().map(({ job: name }) => name)).toEqual(["greet", "other"]);
  expect(ran).toEqual([]);
});

test("what can't be enqueued is refused in mode fake too", async () => {
  await expect(greet.enqueue(new Date() as never)).rejects.toMatchObject({ code: "invalid_args" });
  expect(enqueued()).toEqual([]);
});

test("the record is one for all clients of the process, and is forgotten on demand", async () => {
  await createClient({ mode: "fake" }).enqueue(greet, ["ann"]);
  await greet.enqueueMany([["bob"], ["cat"]]);
  expect(enqueued(greet).map(({ args: [name] }) => name)).toEqual(["ann", "bob", "cat"]);
  forgetEnqueued();
  expect(enqueued()).toEqual([]);
});

test("ERRAND_MODE can say fake", async () => {
  configure({ mode: undefined });
  vi.stubEnv("ERRAND_MODE", "fake");
  await greet.enqueue("ann");
  expect(enqueued(greet)).toHaveLength(1);
});

test("what is asked for must be a job", () => {
  expect(() => enqueued("greet" as never)).toThrow('enqueued(job) must get a job, what job("name", fn) returns');
});
