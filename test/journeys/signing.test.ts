// What is signed through its whole life, and what is not: by the door `.enqueue`, the queues and the handler of a harness.

import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { configure, cron, deadJobs, discard, job, snooze } from "errand";
import { createHarness, type Harness } from "errand/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toCatalog } from "../../lib/core/catalog.ts";
import { toSchedulePlans } from "../../lib/core/schedule-plans.ts";
import { forgeries, KEYS, NEWER_KEY, signedBody } from "../support/signed.ts";

beforeEach(() => configure({ signingKeys: () => KEYS }));
afterEach(() => configure({ signingKeys: undefined }));

const SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";
const AT = "2026-01-01T12:00:00.000Z";
const aMessage = (args: readonly unknown[], id = "m-1") => ({ function: "note", args, id, enqueuedAt: AT });

function anApplication() {
  const ran: unknown[] = [];
  const note = job("note", (what: unknown) => void ran.push(what), { retry: { attempts: 2, min: 1, max: 1 } });
  return { jobs: { note }, ran };
}

function queuesOf({ requestHandler, environment }: Harness) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ requestHandler, region: "us-east-1", credentials });
  return {
    put: (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: environment["ERRAND_LOW_QUEUE_URL"], MessageBody })),
    putDead: (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: environment["ERRAND_LOW_DEAD_QUEUE_URL"], MessageBody })),
    /** The texts in the dead-letter queue. */
    async letters(): Promise<readonly string[]> {
      const asked = {
        QueueUrl: environment["ERRAND_LOW_DEAD_QUEUE_URL"],
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
      };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
      return Messages.map(({ Body = "" }) => Body);
    },
  };
}

describe("what nobody with a key has sent", () => {
  test.each(forgeries(aMessage(["ann"])))(
    "%s: is dead, not run, and not run when its letter is sent again",
    async (_, body, reason) => {
      const { jobs, ran } = anApplication();
      await using harness = createHarness(jobs);
      const { put, letters } = queuesOf(harness);
      await put(body);
      await jobs.note.enqueue("a neighbour");
      await harness.drain();
      expect(ran).toEqual(["a neighbour"]);
      expect(harness.dead).toMatchObject([{ reason }]);
      expect(harness.problems).toEqual([]);

      const [letter = ""] = await letters();
      await harness.advance("2 hours"); // a harness drops the second firing of a schedule within the hour
      await put(letter); // as a native redrive does
      await harness.drain();
      expect(ran).toEqual(["a neighbour"]);
      expect(harness.dead).toHaveLength(2);

      const result = await deadJobs().retry({ where: "all" });
      await harness.drain();
      expect(ran).toEqual(["a neighbour"]);
      // What has no signature is for a worker to judge again, and never signed.
      if (reason === "bad_signature" || reason === "unknown_key") expect(result).toMatchObject({ retried: 0 });
      expect(harness.dead.map((entry) => entry.reason)).not.toContain("attempts_exhausted");
    },
  );

  test("what was made a letter, so that its times don't count, is dead; sent back, it is what was signed", async () => {
    const { jobs, ran } = anApplication();
    await using harness = createHarness(jobs);
    const signed = JSON.parse(signedBody({ ...aMessage(["ann"]), expiresAt: AT })) as object;
    await queuesOf(harness).put(JSON.stringify({ ...signed, dead: {} }));
    await harness.drain();
    expect(ran).toEqual([]);
    expect(harness.dead).toMatchObject([{ reason: "bad_signature" }]);
    expect(await deadJobs().retry({ where: "all" })).toMatchObject({ retried: 1 });
    await harness.drain();
    expect(ran).toEqual(["ann"]);
  });

  test("is sent back by `edit`, which signs what somebody has looked at", async () => {
    const { jobs, ran } = anApplication();
    await using harness = createHarness(jobs);
    await queuesOf(harness).put(JSON.stringify(aMessage(["eve"])));
    await harness.drain();
    const edit = (envelope: { readonly args: readonly unknown[] }) => ({ ...envelope, args: ["ann"] }) as never;
    expect(await deadJobs().retry({ where: "all", edit })).toMatchObject({ retried: 1 });
    await harness.drain();
    expect(ran).toEqual(["ann"]);
  });

  test("what was signed with a newer key goes back once that is known", async () => {
    let keys = KEYS;
    configure({ signingKeys: () => keys });
    const { jobs, ran } = anApplication();
    await using harness = createHarness(jobs);
    await queuesOf(harness).put(signedBody(aMessage(["ann"]), NEWER_KEY));
    await harness.drain();
    expect(harness.dead).toMatchObject([{ reason: "unknown_key" }]);
    const refused = await deadJobs().retry({ where: "all" });
    expect(refused.failed).toMatchObject([{ error: { message: expect.stringContaining("Add the key") } }]);
    keys = `${KEYS},${NEWER_KEY}`;
    await harness.advance("1 minute");
    expect(await deadJobs().retry({ where: "all" })).toMatchObject({ retried: 1, failed: [] });
    await harness.drain();
    expect(ran).toEqual(["ann"]);
  });

  test("a key that is added while the worker runs is fetched for the first message that has it", async () => {
    let keys = KEYS;
    configure({ signingKeys: () => keys });
    const { jobs, ran } = anApplication();
    await using harness = createHarness(jobs);
    await jobs.note.enqueue("ann");
    await harness.advance("1 minute");
    keys = `${KEYS},${NEWER_KEY}`;
    await queuesOf(harness).put(signedBody(aMessage(["bob"]), NEWER_KEY));
    await harness.drain();
    expect(ran).toEqual(["ann", "bob"]);
  });
});

describe("what was signed stays valid", () => {
  /** Everything that was enqueued has run, and nothing has died. */
  const expectRan = (harness: Harness, ran: readonly unknown[], expected: readonly unknown[]) => {
    expect(ran).toEqual(expected);
    expect(harness.dead).toEqual([]);
    expect(harness.problems).toEqual([]);
  };

  test("through retries, snoozes and waits of days", async () => {
    const ran: unknown[] = [];
    const jobs = {
      busy: job("busy", (name: string) => {
        ran.push(name);
        if (ran.length === 1) throw new Error("no");
        if (ran.length === 2) throw snooze("3 days");
        if (ran.length === 3) throw snooze("1 minute");
      }),
    };
    await using harness = createHarness(jobs);
    await jobs.busy.with({ delay: "3 days" }).enqueue("ann <aws.scheduler.scheduled-time> \ufffe");
    await harness.advance("10 days");
    expectRan(harness, ran, new Array(4).fill("ann <aws.scheduler.scheduled-time> \ufffe"));
  });

  test("in a schedule that the program has made, and its retries", async () => {
    const { jobs, ran } = anApplication();
    let fails = 1;
    const flaky = job("flaky", (what: string) => {
      ran.push(what);
      if (fails-- > 0) throw new Error("no");
    });
    await using harness = createHarness({ ...jobs, flaky });
    await flaky.schedule("t-42", cron("0 * * * ? *"), "t-42");
    await harness.advance("150 minutes");
    expectRan(harness, ran, ["t-42", "t-42", "t-42"]);
    expect(await flaky.schedules()).toMatchObject([{ id: "t-42", args: ["t-42"] }]);
  });

  test("where it was rescheduled, to soon and to later; and what was cancelled does not run", async () => {
    const { jobs, ran } = anApplication();
    await using harness = createHarness(jobs);
    const far = jobs.note.with({ delay: "3 days" });
    const [soon, later, gone] = [await far.enqueue("soon"), await far.enqueue("later"), await far.enqueue("gone")];
    await soon.reschedule("5 minutes");
    await later.reschedule("6 days");
    await gone.cancel();
    await harness.advance("10 days");
    expectRan(harness, ran, ["soon", "later"]);
  });

  test("in quarantine: the copies of what killed its function", async () => {
    let kills = 3;
    const ran: unknown[] = [];
    const jobs = {
      killer: job("killer", async (what: string) => {
        ran.push(what);
        if (kills-- > 0) await harness.crash();
      }),
    };
    await using harness = createHarness(jobs);
    await jobs.killer.enqueue("ann");
    await harness.advance("1 day");
    expect(harness.dead.map(({ reason }) => reason)).not.toContain("bad_signature");
    expect(harness.dead.map(({ reason }) => reason)).not.toContain("unsigned");
    expect(ran.length).toBeGreaterThan(2);
  });

  test("among the dead: redriven as it lies there, and by deadJobs().retry", async () => {
    let isMended = false;
    const ran: unknown[] = [];
    const jobs = {
      charge: job(
        "charge",
        (name: string) => {
          if (!isMended) throw new Error("no");
          ran.push(name);
        },
        { retry: { attempts: 1 } },
      ),
    };
    await using harness = createHarness(jobs);
    await jobs.charge.enqueueMany([["ann"]]);
    await harness.drain();
    expect(harness.dead).toHaveLength(1);
    isMended = true;
    const { put, letters } = queuesOf(harness);
    const [letter = ""] = await letters();
    await put(letter);
    await harness.drain();
    expect(ran).toEqual(["ann"]);
    expect(await deadJobs().retry({ where: "all" })).toMatchObject({ retried: 1, failed: [] });
    await harness.drain();
    expect(ran).toEqual(["ann", "ann"]);
  });

  test("a letter that was altered is neither run nor sent back", async () => {
    const jobs = { stop: job("stop", (_: string) => Promise.reject(new Error("no")), { retry: { attempts: 1 } }) };
    await using harness = createHarness(jobs);
    await jobs.stop.enqueue("ann");
    await harness.drain();
    const { put, letters } = queuesOf(harness);
    const [letter = ""] = await letters();
    await put(letter.replace("ann", "eve"));
    await harness.drain();
    expect(harness.dead.map(({ reason }) => reason)).toEqual(["attempts_exhausted", "bad_signature"]);
    const { failed, retried } = await deadJobs().retry({ where: { reason: "bad_signature" } });
    expect({ failed: failed.length, retried }).toEqual({ failed: 1, retried: 0 });
  });
});

describe("a schedule in a job's definition, which is deployed where no keys are", () => {
  const daily = cron("0 3 * * ? *", { args: ["t-42"] });

  test("runs, and its retries are signed", async () => {
    const ran: unknown[] = [];
    const jobs = {
      report: job(
        "report",
        (tenant: string) => {
          ran.push(tenant);
          if (ran.length === 1) throw new Error("no");
        },
        { schedule: daily },
      ),
    };
    await using harness = createHarness(jobs);
    await harness.advance("2 days");
    expect(ran).toEqual(["t-42", "t-42", "t-42"]);
    expect(harness.dead).toEqual([]);
  });

  test.each<[string, (body: string) => string]>([
    ["SQS gave up", (body) => body],
    ["EventBridge Scheduler could not send", (body) => JSON.stringify({ MessageBody: body, QueueUrl: "https://q" })],
    [
      "died as unsigned, before its worker was deployed",
      (body) => body.replace(/}$/, ',"dead":{"reason":"unsigned"}}'),
    ],
  ])("a firing of it that %s is sent back as it came, and run", async (_, toLetter) => {
    const ran: unknown[] = [];
    const jobs = { report: job("report", (tenant: string) => void ran.push(tenant), { schedule: daily }) };
    await using harness = createHarness(jobs);
    const { putDead } = queuesOf(harness);
    const [plan] = toSchedulePlans(toCatalog(jobs).values());
    const firing = (plan?.body ?? "").replaceAll(SCHEDULED_TIME, "2026-01-01T12:00:00Z");
    await putDead(toLetter(firing));
    await putDead(toLetter(firing.replace("t-42", "eve").replaceAll("T12:", "T13:")));
    expect(await deadJobs().retry({ where: "all" })).toMatchObject({ retried: 2, failed: [] });
    await harness.drain();
    expect(ran).toEqual(["t-42"]);
    expect(harness.dead).toMatchObject([{ reason: "unsigned" }]);
  });

  test("with another argument, name, priority or field, it is no such schedule", async () => {
    const ran: unknown[] = [];
    const jobs = { report: job("report", (tenant: string) => void ran.push(tenant), { schedule: daily }) };
    await using harness = createHarness(jobs);
    const { put } = queuesOf(harness);
    const [plan] = toSchedulePlans(toCatalog(jobs).values());
    const at = "2026-01-01T12:00:00Z";
    const firing = JSON.parse((plan?.body ?? "").replaceAll(SCHEDULED_TIME, at)) as object;
    await put(JSON.stringify(firing));
    await harness.drain();
    expect(ran).toEqual(["t-42"]);
    const changes = [
      { args: ["t-43"] },
      { priority: "high" },
      { scheduleId: "mine" },
      { id: `other@${at}` },
      { attempt: 2 },
      { enqueuedAt: AT },
      { scheduledAt: "2026-01-02T12:00:00Z" },
    ];
    for (const change of changes) {
      await harness.advance("61 minutes"); // a harness drops a second firing within the hour
      await put(JSON.stringify({ ...firing, ...change }));
      await harness.drain();
    }
    expect(ran).toEqual(["t-42"]);
    expect(harness.dead.map(({ reason }) => reason)).toEqual(changes.map(() => "unsigned"));
  });
});

test("a message that says to be held, with no time of its run, is a message like any", async () => {
  const jobs = { note: job("note", (_: string) => discard("seen"), { expiresIn: "1 hour" }) };
  await using harness = createHarness(jobs);
  await queuesOf(harness).put(signedBody({ ...aMessage(["ann"]), held: true }));
  await harness.drain();
  expect(harness.ran).toHaveLength(1);
  expect(harness.problems).toEqual([]);
});
