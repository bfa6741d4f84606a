import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SendMessageBatchCommandInput,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { countMessages } from "../../lib/aws/queues.ts";
import { createSqsBroker } from "../../lib/aws/sqs-broker.ts";
import type { Clock, Post } from "../../lib/core/ports.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { anEngineSqs } from "../support/engine-sqs.ts";

function aPost(id: string, changes: Partial<Post> = {}): Post {
  return { id, body: JSON.stringify({ id }), priority: "low", delaySeconds: 0, ...changes };
}

describe("the broker on SQS", () => {
  test("sends each message to the queue of its priority, with its delay", async () => {
    const { client, clock, environment, pairs } = await anEngineSqs();
    const broker = createSqsBroker(client, environment, clock);
    const posts = [aPost("a"), aPost("b", { priority: "high" }), aPost("c", { delaySeconds: 900 })];
    expect(await broker.send(posts)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(await countMessages(client, pairs.low)).toEqual({ waiting: 1, delayed: 1, inFlight: 0, dead: 0 });
    expect(await countMessages(client, pairs.high)).toEqual({ waiting: 1, delayed: 0, inFlight: 0, dead: 0 });
  });

  test("sends any number in batches that SQS takes", async () => {
    const { client, clock, environment, pairs } = await anEngineSqs();
    const broker = createSqsBroker(client, environment, clock);
    const small = Array.from({ length: 95 }, (_, index) => aPost(`s${index}`));
    const large = Array.from({ length: 5 }, (_, index) => aPost(`l${index}`, { body: "x".repeat(900_000) }));
    const answers = await broker.send([...small, ...large]);
    expect(answers).toEqual(Array(100).fill({ ok: true }));
    expect((await countMessages(client, pairs.low)).waiting).toBe(100);
  });

  test("in a FIFO queue what is enqueued is in a group with its job's others, and comes in their order", async () => {
    const { client, clock, environment } = await anEngineSqs();
    const Attributes = { FifoQueue: "true" };
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: "jobs.fifo", Attributes }));
    const broker = createSqsBroker(client, { ...environment, ERRAND_LOW_QUEUE_URL: QueueUrl }, clock);
    const bodies = ["report", "report", "mail"].map((name, index) => JSON.stringify({ function: name, args: [index] }));
    const answers = await broker.send(bodies.map((body, index) => aPost(String(index), { body })));
    expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    const MessageSystemAttributeNames = ["All" as const];
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames }),
    );
    expect(Messages.map(({ Body, Attributes }) => [Body, Attributes?.["MessageGroupId"]])).toEqual([
      [bodies[0], "report"],
      [bodies[1], "report"],
      [bodies[2], "mail"],
    ]);
  });

  test("many to a FIFO queue keep their order, though the first request is slow", async () => {
    const { client, clock, environment } = await anEngineSqs();
    const Attributes = { FifoQueue: "true" };
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: "many.fifo", Attributes }));
    let requests = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        requests += 1;
        if (requests === 1) for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
        return next(args);
      },
      { step: "finalizeRequest" },
    );
    const broker = createSqsBroker(client, { ...environment, ERRAND_LOW_QUEUE_URL: QueueUrl }, clock);
    const bodies = Array.from({ length: 25 }, (_, index) => JSON.stringify({ function: "report", args: [index] }));
    await broker.send(bodies.map((body, index) => aPost(String(index), { body })));
    const came: unknown[] = [];
    for (let receives = 0; receives < 3; receives += 1) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { Body, ReceiptHandle } of Messages) {
        came.push(Body);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
    expect(came).toEqual(bodies);
  });

  test("what comes after one that a FIFO queue has not taken is not sent before it", async () => {
    const { client, clock, environment } = await anEngineSqs();
    const Attributes = { FifoQueue: "true" };
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: "torn.fifo", Attributes }));
    let requests = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        requests += 1;
        if (requests === 2) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
        return next(args);
      },
      { step: "initialize" },
    );
    const broker = createSqsBroker(client, { ...environment, ERRAND_LOW_QUEUE_URL: QueueUrl }, clock);
    const body = JSON.stringify({ function: "report", args: [] });
    const answers = await broker.send(Array.from({ length: 25 }, (_, index) => aPost(String(index), { body })));
    expect(requests).toBe(2);
    expect(answers.map(({ ok }) => ok)).toEqual([...Array(10).fill(true), ...Array(15).fill(false)]);
    for (const answer of answers.slice(10)) expect(answer).toMatchObject({ error: { code: "queue_unavailable" } });
  });

  test("in a FIFO queue a dead letter keeps its group, and one like it is no duplicate", async () => {
    const { client, clock, environment } = await anEngineSqs();
    const Attributes = { FifoQueue: "true" };
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: "dead.fifo", Attributes }));
    const broker = createSqsBroker(client, { ...environment, ERRAND_LOW_DEAD_QUEUE_URL: QueueUrl }, clock);
    await broker.bury(aPost("a", { group: "ann" }));
    await broker.bury(aPost("a", { group: "ann" }));
    const MessageSystemAttributeNames = ["All" as const];
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames }),
    );
    expect(Messages?.map((message) => message.Attributes?.["MessageGroupId"])).toEqual(["ann", "ann"]);
  });

  test("retries go to the queue, dead letters to its dead-letter queue", async () => {
    const { client, clock, environment, pairs } = await anEngineSqs();
    const broker = createSqsBroker(client, environment, clock);
    await broker.retry(aPost("a", { delaySeconds: 5 }));
    await broker.bury(aPost("b", { priority: "high" }));
    expect(await countMessages(client, pairs.low)).toMatchObject({ delayed: 1, dead: 0 });
    const dead = await client.send(new ReceiveMessageCommand({ QueueUrl: pairs.high.deadUrl }));
    expect(dead.Messages).toMatchObject([{ Body: '{"id":"b"}' }]);
  });

  test("one message that SQS refuses is told of, and the others are sent", async () => {
    const { client, clock, environment, pairs } = await anEngineSqs();
    const broker = createSqsBroker(client, environment, clock);
    const answers = await broker.send([aPost("a"), aPost("bad", { body: "\u0000" }), aPost("c")]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(answers[1]).toMatchObject({
      error: { code: "enqueue_failed", message: expect.stringContaining("InvalidMessageContents") },
    });
    expect((await countMessages(client, pairs.low)).waiting).toBe(2);
  });

  test("a queue that isn't there is an error that names it, with the SDK's as its cause", async () => {
    const { client, clock, environment } = await anEngineSqs();
    const away = { ...environment, ERRAND_LOW_QUEUE_URL: "http://localhost/000000000000/away" };
    const broker = createSqsBroker(client, away, clock);
    await expect(broker.retry(aPost("a"))).rejects.toMatchObject({
      code: "enqueue_failed",
      message: expect.stringContaining("http://localhost/000000000000/away: QueueDoesNotExist"),
      cause: expect.objectContaining({ name: "QueueDoesNotExist" }),
    });
  });

  test("a variable that isn't set is named, before anything is sent", async () => {
    const { client, clock, environment, pairs } = await anEngineSqs();
    const { ERRAND_HIGH_QUEUE_URL: _, ...without } = environment;
    const broker = createSqsBroker(client, without, clock);
    await expect(broker.send([aPost("a"), aPost("b", { priority: "high" })])).rejects.toMatchObject({
      code: "not_configured",
      message: expect.stringContaining(
        "ERRAND_HIGH_QUEUE_URL must be the URL of the high-priority queue, but is not set",
      ),
    });
    expect((await countMessages(client, pairs.low)).waiting).toBe(0);
  });
});

test.each([
  ["a name in place of a URL", "errand-low", 'got "errand-low"'],
  ["nothing", "", "but is not set"],
])("%s in a queue variable is an error that names it, before anything is sent", async (_, url, found) => {
  const { client, clock, environment } = await anEngineSqs();
  const broker = createSqsBroker(client, { ...environment, ERRAND_LOW_DEAD_QUEUE_URL: url }, clock);
  await expect(broker.bury(aPost("a"))).rejects.toMatchObject({
    code: "not_configured",
    message: expect.stringContaining(
      `ERRAND_LOW_DEAD_QUEUE_URL must be the URL of the low-priority dead-letter queue, ${found}`,
    ),
  });
});

describe("entries that SQS itself fails", () => {
  /** An SQS that fails the entries which `fails` picks in this request (from 1), through no fault of the sender. */
  function anSqsThatFails(fails: (body: string, request: number) => boolean, clock?: Clock) {
    const requests: string[][] = [];
    const sentAt: (number | undefined)[] = [];
    const send = async ({ input }: { readonly input: SendMessageBatchCommandInput }) => {
      const entries = input.Entries ?? [];
      requests.push(entries.map(({ MessageBody }) => MessageBody ?? ""));
      sentAt.push(clock?.now());
      const failed = entries.filter(({ MessageBody }) => fails(MessageBody ?? "", requests.length));
      return {
        Successful: entries.filter((entry) => !failed.includes(entry)).map(({ Id }) => ({ Id })),
        Failed: failed.map(({ Id }) => ({ Id, Code: "InternalError", Message: "try later", SenderFault: false })),
      };
    };
    return { client: { send } as unknown as SQSClient, requests, sentAt };
  }
  const environment = { ERRAND_LOW_QUEUE_URL: "http://localhost/000000000000/errand-low" };

  test("are tried again, they alone, each time after a longer wait", async () => {
    const clock = createManualClock(0);
    const { client, requests } = anSqsThatFails((body, request) => body.includes("b") && request < 3);
    const sending = createSqsBroker(client, environment, clock).send([aPost("a"), aPost("b")]);
    await clock.advance(99);
    expect(requests).toHaveLength(1);
    await clock.advance(1 + 200);
    expect(await sending).toEqual([{ ok: true }, { ok: true }]);
    expect(requests.map((bodies) => bodies.length)).toEqual([2, 1, 1]);
  });

  test("wait 100 ms before the second try, and twice as long before each further one", async () => {
    const clock = createManualClock(0);
    const { client, sentAt } = anSqsThatFails(() => true, clock);
    const sending = createSqsBroker(client, environment, clock).send([aPost("a")]);
    await clock.advance(10_000);
    await sending;
    expect(sentAt).toEqual([0, 100, 300, 700]);
  });

  test("are reported entry by entry when they fail to the end", async () => {
    const clock = createManualClock(0);
    const { client, requests } = anSqsThatFails((body) => body.includes("b"));
    const sending = createSqsBroker(client, environment, clock).send([aPost("a"), aPost("b")]);
    await clock.advance(100 + 200 + 400);
    const answers = await sending;
    expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
    expect(answers[1]).toMatchObject({ error: { message: expect.stringContaining("InternalError: try later") } });
    expect(requests).toHaveLength(4);
  });
});
