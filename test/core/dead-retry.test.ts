import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Envelope } from "errand";
import { describe, expect, test } from "vitest";
import { createSqsInspector } from "../../lib/aws/sqs-inspector.ts";
import { queueVariable } from "../../lib/core/environment.ts";
import type { DeadMessage } from "../../lib/core/inspector.ts";
import { anEngineWithDead } from "../support/dead-letters.ts";
import { START } from "../support/kernels.ts";
import { KEYS, signedBody } from "../support/signed.ts";

const START_ISO = new Date(START).toISOString();

describe("a retry", () => {
  test("sends the job back to its queue: from the first attempt, with its id, its history and what it carries", async () => {
    const { dead, bury, waiting, deadTexts, passing } = await anEngineWithDead();
    const history = [{ attempt: 1, at: "2026-11-21T09:00:00.000Z", name: "Error", message: "no luck" }];
    const enqueuedAt = "2026-11-20T10:00:00.000Z";
    const before = {
      notBefore: enqueuedAt,
      expiresAt: enqueuedAt,
      crashes: 2,
      quarantine: { copies: 1 },
      unknownSince: enqueuedAt,
      hops: 40,
    };
    await bury({ priority: "high", message: { id: "a1", history, enqueuedAt, tenant: "t", ...before } });
    const result = await passing(dead.retry({ where: { id: "a1" } }));
    expect(result).toEqual({ matched: 1, retried: 1, failed: [], left: 0, hidden: 0 });
    expect(await waiting("high")).toEqual([
      {
        errand: 1,
        id: "a1",
        function: "send",
        args: [1],
        attempt: 1,
        enqueuedAt,
        priority: "high",
        history,
        tenant: "t",
        quarantine: { copies: 1 }, // what had crashed takes nobody with it when it lives again
      },
    ]);
    expect(await deadTexts("high")).toEqual([]);
  });

  test("goes to the queue that the letter names, else to that of the dead-letter queue", async () => {
    const { dead, bury, put, giveUp, texts, passing } = await anEngineWithDead();
    await put(
      '{"function":"a","args":[],"dead":{"reason":"malformed","queue":"arn:aws:sqs:us-east-1:0:errand-high"}}',
      "low",
    );
    await bury({ message: { function: "b" }, from: "arn:aws:sqs:us-east-1:0:another" });
    await giveUp('{"function":"c","args":[]}', "high");
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ retried: 3 });
    const names = (bodies: readonly string[]) => bodies.map((body) => JSON.parse(body).function).toSorted();
    expect(names(await texts("high"))).toEqual(["a", "c"]);
    expect(names(await texts("low"))).toEqual(["b"]);
  });

  test("finds its way also where both priorities have one dead-letter queue", async () => {
    const { pairs, environment, dead, bury, put, texts, passing } = await anEngineWithDead();
    environment[queueVariable("high", "dead")] = pairs.low.deadUrl;
    await bury({ from: "arn:aws:sqs:us-east-1:0:errand-high" });
    await put('{"function":"send","args":[]}');
    expect(await passing(dead.list())).toMatchObject({ matched: 2, hidden: 0 });
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ retried: 2, hidden: 0 });
    expect([(await texts("high")).length, (await texts()).length]).toEqual([1, 1]);
  });

  test("gives the text back that could not be read", async () => {
    const { dead, bury, put, texts, passing } = await anEngineWithDead();
    await bury({ reason: "malformed", message: "<job/>" });
    await bury({ reason: "unsupported_version", message: '{"errand":2,"call":"send"}' });
    await put("[1, 2]");
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ retried: 3 });
    expect((await texts()).toSorted()).toEqual(["<job/>", "[1, 2]", '{"errand":2,"call":"send"}']);
  });

  test.each([
    ["are needed", "required", START_ISO],
    ["are not needed as yet", "optional", undefined],
  ])("signs nothing that has no signature, where signatures %s", async (_, signatures, expiresAt) => {
    const { dead, put, environment, waiting, passing } = await anEngineWithDead();
    Object.assign(environment, { ERRAND_SIGNING_KEYS: KEYS, ERRAND_SIGNATURES: signatures });
    const message = { function: "send", args: [], id: "a1" };
    await put(JSON.stringify({ ...message, expiresAt: START_ISO, dead: { reason: "unsigned" } }));
    await put(signedBody({ ...message, id: "a2", dead: { reason: "crashed" } }));
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ retried: 2, failed: [] });
    const sent = (await waiting()).toSorted((a, b) => String(a["id"]).localeCompare(String(b["id"])));
    expect(sent.map((body) => "signature" in body)).toEqual([false, true]);
    expect(sent[0]).not.toHaveProperty("dead");
    expect(sent[0]?.["expiresAt"]).toBe(expiresAt); // for a worker to judge it is as it came, else as any that lives again
  });

  test("keeps its group, where it came from a FIFO queue", async () => {
    const { sqs, environment, dead, passing } = await anEngineWithDead();
    const urls: string[] = [];
    for (const role of ["queue", "dead"] as const) {
      const fifo = { QueueName: `${role}.fifo`, Attributes: { FifoQueue: "true" } };
      urls.push((await sqs.send(new CreateQueueCommand(fifo))).QueueUrl ?? "");
      environment[queueVariable("low", role)] = urls.at(-1) ?? "";
    }
    const [QueueUrl = "", deadUrl = ""] = urls;
    for (let n = 0; n < 24; n += 1) {
      const MessageBody = n === 5 ? "not readable" : `{"function":"send","args":[${n}],"attempt":3}`;
      const letter = { QueueUrl: deadUrl, MessageBody, MessageGroupId: `g${n % 2}`, MessageDeduplicationId: `${n}` };
      await sqs.send(new SendMessageCommand(letter));
    }
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ retried: 24, failed: [], hidden: 0 });
    const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["MessageGroupId" as const] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    expect(new Set(Messages.map(({ Attributes }) => Attributes?.MessageGroupId))).toEqual(new Set(["g0"]));
    const received = Messages.map(({ Body = "" }) => JSON.parse(Body));
    expect(received.map(({ args, attempt }) => [args[0], attempt])).toEqual(
      Array.from({ length: 10 }, (_, n) => [n * 2, 1]),
    );
  });

  test("touches only what is meant", async () => {
    const { dead, bury, waiting, deadTexts, passing } = await anEngineWithDead();
    for (let n = 0; n < 30; n += 1) await bury({ message: { function: n % 3 ? "send" : "other", args: [n] } });
    expect(await passing(dead.retry({ where: { job: "other" } }))).toMatchObject({ matched: 10, retried: 10 });
    expect((await waiting()).map(({ args }) => (args as number[])[0]).toSorted((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, n) => n * 3),
    );
    expect(await deadTexts()).toHaveLength(20);
  });

  test("counts only, when asked to", async () => {
    const { dead, bury, waiting, deadTexts, passing } = await anEngineWithDead();
    for (let n = 0; n < 12; n += 1) await bury({ message: { id: `a${n % 11}` } });
    const edit = (envelope: Envelope) => {
      if (envelope.id === "a3") throw new Error("not this one");
      return envelope;
    };
    const asked = { where: { job: "send" }, edit };
    const tried = await passing(dead.retry({ ...asked, dryRun: true }));
    expect(tried).toMatchObject({ matched: 11, retried: 10, left: 1, failed: [{ id: "a3" }] });
    expect(await waiting()).toEqual([]);
    expect(await passing(dead.retry(asked))).toEqual(tried);
    expect(await deadTexts()).toHaveLength(2);
    expect(await waiting()).toHaveLength(10);
  });

  test("comes at the rate that is asked for", async () => {
    const { clock, sqs, pairs, dead, bury, passing } = await anEngineWithDead();
    for (let n = 0; n < 15; n += 1) await bury();
    await passing(dead.retry({ where: "all", ratePerSecond: 0.5 }));
    expect(clock.now() - START).toBeGreaterThanOrEqual(28_000);
    const sentAt: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const asked = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["SentTimestamp" as const] };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: pairs.low.url, ...asked }));
      sentAt.push(...Messages.map(({ Attributes }) => Number(Attributes?.SentTimestamp)));
    }
    const gaps = sentAt.toSorted((a, b) => a - b).map((at, index, all) => at - (all[index - 1] ?? at - 2000));
    expect(gaps).toHaveLength(15);
    expect(Math.min(...gaps)).toBe(2000);
  });

  test("keeps what it has in hand, however long it takes", async () => {
    const { clock, sqs, pairs, dead, bury, waiting, deadTexts, passing } = await anEngineWithDead();
    for (let n = 0; n < 10; n += 1) await bury({ message: { function: n < 6 ? "send" : "other" } });
    const seenByOthers: unknown[] = [];
    const edit = async (envelope: Envelope) => {
      const asked = { QueueUrl: pairs.low.deadUrl, VisibilityTimeout: 0 };
      if (clock.now() - START > 150_000) seenByOthers.push((await sqs.send(new ReceiveMessageCommand(asked))).Messages);
      return envelope;
    };
    const work = dead.retry({ where: { job: "send" }, ratePerSecond: 0.01, edit });
    expect(await passing(work)).toEqual({ matched: 6, retried: 6, failed: [], left: 0, hidden: 0 });
    expect(clock.now() - START).toBeGreaterThanOrEqual(500_000);
    expect(seenByOthers).toEqual([undefined, undefined, undefined, undefined]);
    expect(await waiting()).toHaveLength(6);
    expect(await deadTexts()).toHaveLength(4);
  });

  test("leaves what died after it began, and second letters of one job", async () => {
    const { clock, dead, bury, waiting, passing } = await anEngineWithDead();
    await bury({ message: { id: "a1" } });
    await bury({ message: { id: "a1" } });
    clock.sleep(70_000);
    await bury({ message: { id: "a2" } });
    clock.sleep(-65_000); // by more than clocks may differ
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ matched: 1, retried: 1, left: 2 });
    expect(await waiting()).toMatchObject([{ id: "a1" }]);
  });

  test("ends, though all that it sends back dies at once", async () => {
    const { clock, dead, bury, deadTexts, passing } = await anEngineWithDead(() => ({
      broker: {
        async retry({ id }) {
          clock.sleep(1);
          await bury({ message: { id } });
        },
      },
    }));
    for (let n = 0; n < 20; n += 1) await bury({ message: { id: `a${n}` } });
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ matched: 20, retried: 20 });
    expect(await deadTexts()).toHaveLength(20);
  });
});

describe("an edit", () => {
  test("is sent in place of the message", async () => {
    const { dead, bury, waiting, passing } = await anEngineWithDead();
    await bury({ message: { id: "a1", args: ["ann@example"] } });
    const edit = (envelope: Envelope) => ({
      ...envelope,
      function: "send-2",
      args: ["ann@example.org"],
    });
    expect(await passing(dead.retry({ where: "all", edit }))).toMatchObject({ retried: 1 });
    expect(await waiting()).toMatchObject([{ id: "a1", function: "send-2", args: ["ann@example.org"], attempt: 1 }]);
  });

  test.each([
    ["nothing", () => undefined, "args is undefined"],
    [
      "arguments that JSON would change",
      (it: object) => ({ ...it, args: [{ when: new Date(0) }] }),
      "args[0].when is a Date",
    ],
    ["no job's name", (it: object) => ({ ...it, function: "" }), '"function" must be the job\'s name'],
    ["another id", (it: object) => ({ ...it, id: "b" }), 'must leave the id, got "b"'],
    ["more than SQS carries", (it: object) => ({ ...it, args: ["x".repeat(1_048_576)] }), "over 1,048,576 bytes"],
    ["a failure", () => Promise.reject(new Error("its own")), "its own"],
  ])("that gives %s is refused, and the job stays dead", async (_, edit, why) => {
    const { dead, bury, texts, deadTexts, passing } = await anEngineWithDead();
    await bury({ message: { id: "a1" } });
    const { matched, retried, failed } = await passing(dead.retry({ where: "all", edit: edit as never }));
    expect([matched, retried, failed.map(({ id }) => id)]).toEqual([1, 0, ["a1"]]);
    expect(failed[0]?.error.message).toContain(why);
    expect(await texts()).toEqual([]);
    expect(await deadTexts()).toHaveLength(1);
  });

  test("finds nothing to edit in what can't be read", async () => {
    const { dead, bury, deadTexts, passing } = await anEngineWithDead();
    await bury({ reason: "malformed", message: "<job/>" });
    const { failed } = await passing(dead.retry({ where: "all", edit: (envelope) => envelope }));
    expect(failed[0]?.error.message).toContain("there is nothing to edit");
    expect(await deadTexts()).toHaveLength(1);
  });
});

describe("where something fails", () => {
  test("what the queue does not take stays dead", async () => {
    const { dead, bury, texts, deadTexts, passing } = await anEngineWithDead(() => ({
      broker: { retry: () => Promise.reject(new Error("the queue is away")) },
    }));
    for (let n = 0; n < 12; n += 1) await bury({ message: { id: `a${n}` } });
    const { matched, retried, failed } = await passing(dead.retry({ where: "all" }));
    expect([matched, retried, failed.length]).toEqual([12, 0, 12]);
    expect(failed[0]?.error.message).toBe("the queue is away");
    expect(await texts()).toEqual([]);
    expect(await deadTexts()).toHaveLength(12);
  });

  test("what is sent but can't be deleted is told, and not sent twice", async () => {
    const { dead, bury, texts, deadTexts, passing } = await anEngineWithDead(() => ({
      inspector: {
        remove: (messages) => Promise.resolve(messages.map(() => ({ ok: false, error: new Error("not now.") }))),
      },
    }));
    await bury({ message: { id: "a1" } });
    const { retried, failed } = await passing(dead.retry({ where: "all" }));
    expect([retried, failed[0]?.id]).toEqual([0, "a1"]);
    expect(failed[0]?.error.message).toBe(
      "It was sent back, but its dead letter could not be deleted: not now. Discard the letter; a retry would run the job twice.",
    );
    expect(await texts()).toHaveLength(1);
    expect(await deadTexts()).toHaveLength(1);
  });

  test("what was in hand for too long is received anew", async () => {
    let isFirst = true;
    const { clock, dead, bury, waiting, deadTexts, passing } = await anEngineWithDead();
    for (let n = 0; n < 3; n += 1) await bury({ message: { id: `a${n}` } });
    const work = dead.retry({
      where: () => {
        if (isFirst) clock.sleep(3_600_000); // as where this machine slept
        isFirst = false;
        return true;
      },
    });
    expect(await passing(work)).toMatchObject({ matched: 3, retried: 3, failed: [] });
    expect(await waiting()).toHaveLength(3);
    expect(await deadTexts()).toEqual([]);
  });

  test("what another got meanwhile is the other's", async () => {
    let isFirst = true;
    const { clock, dead, bury, waiting, passing } = await anEngineWithDead();
    for (let n = 0; n < 3; n += 1) await bury({ message: { id: `a${n}` } });
    const work = dead.retry({
      async where() {
        if (!isFirst) return true;
        isFirst = false;
        clock.sleep(3_600_000);
        expect(await dead.retry({ where: "all" })).toMatchObject({ retried: 3 });
        return true;
      },
    });
    expect(await passing(work)).toMatchObject({ matched: 0, retried: 0, failed: [] });
    expect(await waiting()).toHaveLength(3);
  });

  test("what comes again after its deletion is deleted again, and not sent again", async () => {
    const received: DeadMessage[] = [];
    const removed: string[] = [];
    const { dead, bury, waiting, passing } = await anEngineWithDead((sqs, environment) => {
      const inspector = createSqsInspector(sqs, environment);
      return {
        inspector: {
          async receive(priority, hideSeconds) {
            const earlier = received.splice(0);
            received.push(...(await inspector.receive(priority, hideSeconds)));
            return [...received, ...earlier];
          },
          remove(messages) {
            removed.push(...messages.map(({ messageId }) => messageId));
            return inspector.remove(messages);
          },
        },
      };
    });
    await bury({ message: { id: "a1" } });
    expect(await passing(dead.retry({ where: "all" }))).toMatchObject({ matched: 1, retried: 1, left: 0 });
    expect(await waiting()).toHaveLength(1);
    expect(removed).toHaveLength(2);
  });
});

describe("a discard", () => {
  test("deletes what is meant, and nothing else", async () => {
    const { dead, bury, texts, deadTexts, passing } = await anEngineWithDead();
    for (let n = 0; n < 24; n += 1) await bury({ priority: n % 2 ? "high" : "low", message: { id: `a${n}` } });
    const where = { priority: "high" } as const;
    expect(await passing(dead.discard({ where, dryRun: true }))).toMatchObject({ matched: 12, discarded: 12 });
    expect(await passing(dead.discard({ where }))).toEqual({
      matched: 12,
      discarded: 12,
      failed: [],
      left: 0,
      hidden: 0,
    });
    expect(await deadTexts("high")).toEqual([]);
    expect(await deadTexts()).toHaveLength(12);
    expect([...(await texts()), ...(await texts("high"))]).toEqual([]);
  });

  test("tells what could not be deleted", async () => {
    const { dead, bury, deadTexts, passing } = await anEngineWithDead(() => ({
      inspector: { remove: () => Promise.reject(new Error("not allowed")) },
    }));
    await bury({ message: { id: "a1" } });
    const { discarded, failed } = await passing(dead.discard({ where: "all" }));
    expect([discarded, failed[0]?.id, failed[0]?.error.message]).toEqual([0, "a1", "not allowed"]);
    expect(await deadTexts()).toHaveLength(1);
  });
});
