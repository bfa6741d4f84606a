import { describe, expect, test } from "vitest";
import { farAway } from "../../lib/core/far-away.ts";
import { keptSchedules } from "../../lib/core/kept-schedules.ts";
import type { Post, Scheduler } from "../../lib/core/ports.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { createRecordingBroker } from "../support/recording-broker.ts";

const DUE = Date.parse("2027-03-01T09:00:00.400Z");
const ID = "019aa111-0000-7000-8000-000000000001";

function aPost(changes: Partial<Post> = {}): Post {
  return { id: ID, body: '{"function":"remind"}', priority: "low", delaySeconds: 0, ...changes };
}

const FAR = aPost({ delaySeconds: 900, dueAt: DUE });

async function start(changes: Partial<Scheduler> = {}) {
  const queues = createRecordingBroker();
  const scheduler = await keptSchedules().scheduler();
  const problems: string[] = [];
  const clock = createManualClock(Date.parse("2026-11-21T10:00:00Z"));
  const onProblem = (problem: string) => void problems.push(problem);
  const broker = farAway(queues, { scheduler: { ...scheduler, ...changes }, mostBytes: 100, clock, onProblem });
  return { queues, scheduler, broker, problems, clock };
}

describe("queues that hold back for as long as it takes", () => {
  test("a far message waits with the scheduler, to come a minute early", async () => {
    const { queues, scheduler, broker } = await start();
    expect(await broker.send([FAR])).toEqual([{ ok: true }]);
    expect(queues.sent).toEqual([]);
    expect(await scheduler.list("")).toEqual([
      {
        name: `once.${ID}`,
        expression: "at(2027-03-01T08:59:00)",
        timeZone: "UTC",
        enabled: true,
        body: '{"function":"remind","held":true}',
        priority: "low",
      },
    ]);
  });

  test("near and far ones of one call are answered in their order", async () => {
    const create = async ({ name }: { readonly name: string }) => {
      if (name === "once.b") throw new Error("throttled");
      return true;
    };
    const { queues, broker } = await start({ create });
    const posts = [aPost({ id: "a" }), { ...FAR, id: "b" }, aPost({ id: "c" }), { ...FAR, id: "d" }];
    expect(await broker.send(posts)).toEqual([
      { ok: true },
      { ok: false, error: new Error("throttled") },
      { ok: true },
      { ok: true },
    ]);
    expect(queues.sent.map(({ id }) => id)).toEqual(["a", "c"]);
  });

  test("the same message again, after an answer that was lost, is there already", async () => {
    const { scheduler, broker } = await start();
    await broker.send([FAR]);
    expect(await broker.send([FAR])).toEqual([{ ok: true }]);
    expect(await scheduler.list("")).toHaveLength(1);
  });

  test("the wait between two attempts has a name of its own: the first schedule may not be gone yet", async () => {
    const { scheduler, broker } = await start();
    await broker.send([FAR]);
    await broker.retry(FAR);
    await broker.retry({ ...FAR, dueAt: DUE + 86_400_000 });
    const names = (await scheduler.list("")).map(({ name }) => name);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
  });

  test("a schedule of the same name that has fired keeps nothing: the message goes through the queue", async () => {
    const { queues, broker, problems, clock } = await start();
    await broker.retry(FAR);
    await broker.retry(FAR);
    expect(queues.retried).toEqual([]);
    await clock.advance(DUE - 59_000 - clock.now());
    await broker.retry(FAR);
    expect(queues.retried).toEqual([FAR]);
    expect(problems).toEqual([expect.stringContaining("has sent it before, and is not gone yet")]);
  });

  test("an id that is no name of a schedule has one made of it", async () => {
    const { scheduler, broker } = await start();
    for (const id of ["order 7/ä", "x".repeat(128)]) await broker.send([{ ...FAR, id }]);
    for (const { name } of await scheduler.list("")) expect(name).toMatch(/^once\.[0-9a-f]{24}$/);
  });

  test("what a schedule can't keep waits in the queue", async () => {
    const { queues, scheduler, broker } = await start();
    const large = { ...FAR, body: `{"args":["${"x".repeat(100)}"]}` };
    await broker.send([large]);
    await broker.retry(large);
    expect([queues.sent, queues.retried]).toEqual([[large], [large]]);
    expect(await scheduler.list("")).toEqual([]);
  });

  test("what fits a schedule only until its own words are escaped waits in the queue too", async () => {
    const { queues, scheduler, broker } = await start();
    const body = `{"args":["${"<aws.scheduler.".repeat(5)}"]}`;
    expect(body.length).toBeLessThan(100);
    await broker.send([{ ...FAR, body }]);
    expect(queues.sent).toHaveLength(1);
    expect(await scheduler.list("")).toEqual([]);
  });

  test("a wait that the scheduler refuses between two attempts goes through the queue, and is told", async () => {
    const { queues, broker, problems } = await start({ create: () => Promise.reject(new Error("AccessDenied")) });
    await broker.retry(FAR);
    expect(queues.retried).toEqual([FAR]);
    expect(problems).toEqual([
      `Job ${ID} waits in its queue until 2027-03-01T09:00:00.400Z, from delay to delay: AccessDenied`,
    ]);
  });
});
