import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createSqsInspector } from "../../lib/aws/sqs-inspector.ts";
import type { DeadMessage } from "../../lib/core/inspector.ts";
import { aDeadBody, anEngineWithDead } from "../support/dead-letters.ts";
import { START } from "../support/kernels.ts";

const FROM = "arn:aws:sqs:us-east-1:000000000000:errand-low";

test("a dead job is shown whole: why, when, from where, its arguments, attempts and history", async () => {
  const { clock, dead, bury, passing } = await anEngineWithDead();
  const history = [{ attempt: 1, at: "2026-11-21T09:00:00.000Z", name: "Error", message: "no luck" }];
  const error = {
    name: "RangeError",
    message: "no room",
    stack: "RangeError: no room\n    at store (/app/store.ts:3:9)",
  };
  const enqueuedAt = "2026-11-20T10:00:00.000Z";
  const messageId = await bury({
    error,
    attempts: 2,
    message: { id: "a1", args: ["ann", { n: 1 }], history, enqueuedAt },
  });
  clock.sleep(60_000);
  const job = await passing(dead.show("a1"));
  expect(job).toEqual({
    id: "a1",
    job: "send",
    args: ["ann", { n: 1 }],
    reason: "attempts_exhausted",
    error,
    attempts: 2,
    history,
    priority: "low",
    queue: FROM,
    enqueuedAt: new Date(enqueuedAt),
    diedAt: new Date(START),
    fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    messageId,
    body: expect.stringContaining('"dead":'),
  });
  expect(await passing(dead.show(messageId))).toEqual(job);
  expect(await passing(dead.show("a2"))).toBeUndefined();
});

test("what SQS itself gave up is understood: the reason, and the queue that it came from", async () => {
  const { dead, giveUp, passing } = await anEngineWithDead();
  await giveUp('{"function":"send","args":[7],"id":"a1","attempt":3}', "high");
  const { jobs } = await passing(dead.list());
  expect(jobs).toMatchObject([
    { id: "a1", job: "send", args: [7], reason: "received_too_often", attempts: 3, priority: "high" },
  ]);
  expect(jobs[0]?.queue).toBe("arn:aws:sqs:us-east-1:000000000000:errand-high");
  expect(jobs[0]?.error).toBeUndefined();
  expect(jobs[0]?.diedAt).toEqual(new Date(START));
});

test("what was brought back from one death, and given up by SQS then, tells of the second", async () => {
  const { clock, dead, giveUp, passing } = await anEngineWithDead();
  await giveUp(aDeadBody({ message: { id: "a1", attempt: 8 } }, clock.now() - 60_000));
  const { jobs } = await passing(dead.list());
  expect(jobs).toMatchObject([{ id: "a1", reason: "received_too_often", attempts: 1, diedAt: new Date(START) }]);
  expect(jobs[0]?.error).toBeUndefined();
});

test("what could not be read is shown as it was sent", async () => {
  const { dead, bury, put, passing } = await anEngineWithDead();
  await bury({ reason: "malformed", message: "<job/>", attempts: 0 });
  await put("[1, 2]");
  const { jobs } = await passing(dead.list());
  expect(jobs.map(({ reason, unreadable, job, args }) => [reason, unreadable, job, args])).toEqual(
    expect.arrayContaining([
      ["malformed", "<job/>", "", []],
      ["unknown", "[1, 2]", "", []],
    ]),
  );
});

test.each([
  '{"dead":7,"function":"send","args":[]}',
  '{"dead":{"error":"no","reason":3,"attempts":-1,"at":"never","queue":{}},"function":9,"args":"x","history":[3]}',
  '{"dead":{"error":{"name":1}},"id":{},"body":4}',
  "null",
  "7",
])("a letter that makes no sense harms nobody: %s", async (body) => {
  const { dead, bury, put, passing } = await anEngineWithDead();
  await put(body);
  await bury();
  const { jobs, matched } = await passing(dead.list());
  expect(matched).toBe(2);
  const [strange] = jobs.filter((job) => job.body === body);
  expect(strange).toMatchObject({ reason: "unknown", diedAt: new Date(START) });
});

test("a letter without a date is of the first one", async () => {
  const { dead, put, passing } = await anEngineWithDead((sqs, environment) => ({
    inspector: {
      async receive(priority, hideSeconds) {
        const received = await createSqsInspector(sqs, environment).receive(priority, hideSeconds);
        return received.map((message) => ({ ...message, sentAt: Number.NaN }));
      },
    },
  }));
  await put('{"function":"send","args":[]}');
  expect((await passing(dead.list())).jobs).toMatchObject([{ diedAt: new Date(0), enqueuedAt: new Date(0) }]);
});

test("the dead are grouped by job, reason and failure", async () => {
  const { clock, dead, bury, passing } = await anEngineWithDead();
  const error = (message: string) => ({ name: "TypeError", message });
  for (const n of [1, 2, 3]) {
    await bury({ error: error(`member ${n} has no address`), message: { id: `a${n}` } });
    clock.sleep(1000);
  }
  await bury({ error: error("member 4 has no address"), message: { function: "other", id: "b" } });
  await bury({ error: error("no connection"), priority: "high", message: { id: "c" } });
  const { groups } = await passing(dead.list());
  expect(groups).toHaveLength(3);
  expect(groups[0]).toEqual({
    job: "send",
    reason: "attempts_exhausted",
    fingerprint: expect.any(String),
    error: "TypeError: member 3 has no address",
    count: 3,
    firstDiedAt: new Date(START),
    lastDiedAt: new Date(START + 2000),
    exampleId: "a3",
  });
});

test("no more than the limit is given whole, but all are counted", async () => {
  const { dead, bury, passing } = await anEngineWithDead();
  for (let n = 0; n < 25; n += 1) await bury({ priority: n % 2 ? "high" : "low" });
  const { jobs, groups, matched } = await passing(dead.list({ limit: 3 }));
  expect([jobs.length, matched]).toEqual([3, 25]);
  expect(groups.map(({ count }) => count)).toEqual([25]);
});

test("what was only looked at is there again at once", async () => {
  const { dead, bury, deadTexts, passing } = await anEngineWithDead();
  for (let n = 0; n < 25; n += 1) await bury();
  expect((await passing(dead.list())).matched).toBe(25);
  expect((await passing(dead.list())).matched).toBe(25);
  expect(await deadTexts()).toHaveLength(25);
});

test("also when the look fails half-way, and when the caller's own question does", async () => {
  const { clock, dead, bury, deadTexts, passing } = await anEngineWithDead(() => ({
    inspector: {
      async count(priority) {
        if (priority === "high") return { visible: 0, inHand: 0 };
        throw Object.assign(new Error("not allowed to count"), { name: "AccessDenied" });
      },
    },
  }));
  for (let n = 0; n < 12; n += 1) await bury();
  await expect(passing(dead.list())).rejects.toMatchObject({
    code: "inspect_failed",
    message: expect.stringMatching(/^The low-priority dead-letter queue could not be read: AccessDenied: not allowed/),
  });
  expect(await deadTexts()).toHaveLength(12);
  clock.sleep(3_600_000); // so that those are visible again
  const asking = dead.list({
    where: () => {
      throw new Error("the question's own");
    },
  });
  await expect(passing(asking)).rejects.toThrow("the question's own");
  expect(await deadTexts()).toHaveLength(12);
});

test("what another has in hand is not seen, but counted", async () => {
  const { sqs, pairs, dead, bury, passing } = await anEngineWithDead();
  for (let n = 0; n < 5; n += 1) await bury();
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: pairs.low.deadUrl, MaxNumberOfMessages: 2 }));
  expect(await passing(dead.list())).toMatchObject({ matched: 3, hidden: 2 });
});

test("a queue that gives nothing though it counts something is asked again", async () => {
  let receives = 0;
  const { dead, bury, passing } = await anEngineWithDead((sqs, environment) => ({
    inspector: {
      receive(priority, hideSeconds) {
        receives += priority === "low" ? 1 : 0;
        if (receives % 4 !== 0) return Promise.resolve([]);
        return createSqsInspector(sqs, environment).receive(priority, hideSeconds);
      },
    },
  }));
  for (let n = 0; n < 12; n += 1) await bury();
  expect(await passing(dead.list())).toMatchObject({ matched: 12, hidden: 0 });
});

test("what it is given twice is seen once", async () => {
  const received: DeadMessage[] = [];
  const { dead, bury, passing } = await anEngineWithDead((sqs, environment) => ({
    inspector: {
      async receive(priority, hideSeconds) {
        received.push(...(await createSqsInspector(sqs, environment).receive(priority, hideSeconds)));
        return received;
      },
    },
  }));
  for (let n = 0; n < 12; n += 1) await bury();
  expect(await passing(dead.list())).toMatchObject({ matched: 12, hidden: 0 });
});
