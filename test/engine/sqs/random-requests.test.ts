import fc from "fast-check";
import { expect, test } from "vitest";
import { createEngine } from "../../../lib/engine/engine.ts";
import type { EngineResponse } from "../../../lib/engine/exchange.ts";
import { createManualClock, settle } from "../../../lib/testing/manual-clock.ts";

const ACTIONS = [
  ..."AddPermission CancelMessageMoveTask ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue".split(" "),
  ..."DeleteMessage DeleteMessageBatch DeleteQueue GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues".split(
    " ",
  ),
  ..."ListMessageMoveTasks ListQueueTags ListQueues PurgeQueue ReceiveMessage RemovePermission SendMessage".split(" "),
  ..."SendMessageBatch SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue".split(" "),
];

// What is done most is sent most, and what takes everything away least.
const action = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...ACTIONS.filter((name) => !/^(Delete|Purge)Queue$/.test(name))) },
  { weight: 3, arbitrary: fc.constantFrom("StartMessageMoveTask", "CancelMessageMoveTask") },
  { weight: 12, arbitrary: fc.constantFrom("SendMessage", "SendMessageBatch", "ReceiveMessage") },
  { weight: 1, arbitrary: fc.constantFrom("DeleteQueue", "PurgeQueue", "toString", "__proto__", "") },
);

const deep = (open: string, close: string) => `${open.repeat(20_000)}1${close.repeat(20_000)}`;
const hostile = fc.constantFrom(
  ..."__proto__ constructor toString hasOwnProperty NaN -0 1e999 \u0000 \ud800 \u202e ../../etc/passwd {x} *".split(
    " ",
  ),
  " ",
  "",
  "x".repeat(2_000),
  "🎉".repeat(300),
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 20, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 20, arbitrary: fc.constantFrom(0, -1, 1.5, 2 ** 53, 1e300, "", null, true, [], {}, [[]], { a: null }) },
  { weight: 20, arbitrary: hostile },
  { weight: 1, arbitrary: fc.constantFrom(deep("[", "]"), "x".repeat(100_000)) },
);

/** Mostly what it should be, else anything. */
const mostly = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: anything });
/** What makes many a request wrong by itself stays out of most: JSON has no undefined. */
const rarely = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: mostly(arbitrary) });
const integer = (from: number, to: number) => mostly(fc.integer({ min: from - 1, max: to + 1 }));
const list = (arbitrary: fc.Arbitrary<unknown>, maxLength: number) =>
  mostly(fc.array(mostly(arbitrary), { maxLength }));
const some = (model: Record<string, fc.Arbitrary<unknown>>, ...requiredKeys: string[]) =>
  mostly(fc.record(model, { requiredKeys }));
const word = fc.oneof(fc.constantFrom("a", "b", "c", "x".repeat(129)), hostile);

const QUEUES = ["dead", "dead.fifo", "jobs", "jobs.fifo"];
const queueName = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...QUEUES) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom("other", "other.fifo", "a b"), hostile) },
);
const arn = queueName.map((name) => `arn:aws:sqs:us-east-1:000000000000:${name}`);
const json = (value: fc.Arbitrary<unknown>) => value.map((one) => JSON.stringify(one));

const redrivePolicy = fc.oneof(
  {
    weight: 20,
    arbitrary: json(
      some({ deadLetterTargetArn: arn, maxReceiveCount: integer(1, 3) }, "deadLetterTargetArn", "maxReceiveCount"),
    ),
  },
  { weight: 1, arbitrary: fc.constant(`{"deadLetterTargetArn":"arn:x","maxReceiveCount":${deep("[", "]")}}`) },
);
const redriveAllowPolicy = json(
  some({ redrivePermission: fc.constantFrom("allowAll", "denyAll", "byQueue"), sourceQueueArns: list(arn, 3) }),
);
const flag = fc.constantFrom("true", "false", "TRUE");
const small = (from: number, to: number) => mostly(fc.integer({ min: from, max: to }).map(String));
const queueAttributes = some({
  DelaySeconds: rarely(small(0, 5)),
  VisibilityTimeout: rarely(small(0, 60)),
  MessageRetentionPeriod: rarely(small(59, 400)),
  MaximumMessageSize: rarely(small(1_000, 2_000)),
  ReceiveMessageWaitTimeSeconds: rarely(small(0, 21)),
  RedrivePolicy: rarely(redrivePolicy),
  RedriveAllowPolicy: rarely(redriveAllowPolicy),
  Policy: rarely(fc.constantFrom("", "{}", "x", `{"Statement":${"[".repeat(4_000)}${"]".repeat(4_000)}}`)),
  FifoQueue: rarely(flag),
  ContentBasedDeduplication: rarely(flag),
  DeduplicationScope: rarely(fc.constantFrom("queue", "messageGroup")),
  FifoThroughputLimit: rarely(fc.constantFrom("perQueue", "perMessageGroupId")),
  ["__proto__"]: rarely(word),
});
const attribute = some(
  {
    DataType: mostly(fc.constantFrom("String", "Number", "Binary", "String.x")),
    StringValue: mostly(fc.constantFrom("1", "2e5", "x")),
    BinaryValue: mostly(fc.constantFrom("AQ==", "A")),
    StringListValues: anything,
  },
  "DataType",
);
const attributes = mostly(fc.dictionary(fc.oneof(fc.constantFrom("a", "AWS.x", "AWSTraceHeader"), hostile), attribute));
const handle = mostly(fc.nat(9).map((n) => `HANDLE:${n}`));

const ofMessage = {
  MessageBody: mostly(fc.oneof(fc.constantFrom("a", "b", "x".repeat(1_500)), fc.string({ unit: "binary" }))),
  MessageGroupId: mostly(fc.constantFrom("a", "b", "c")),
  MessageDeduplicationId: rarely(word),
  DelaySeconds: rarely(fc.integer({ min: -1, max: 20 })),
  MessageAttributes: rarely(attributes),
  MessageSystemAttributes: rarely(attributes),
};
const ofReceipt = { ReceiptHandle: handle, VisibilityTimeout: integer(0, 60) };
const entry = some(
  { Id: mostly(fc.constantFrom("a", "b", "c", "d", "a b")), ...ofMessage, ...ofReceipt },
  "Id",
  "MessageBody",
  "MessageGroupId",
  "ReceiptHandle",
  "VisibilityTimeout",
);
const input = some(
  {
    QueueName: mostly(queueName),
    QueueUrl: mostly(queueName),
    Attributes: queueAttributes,
    AttributeNames: rarely(list(fc.constantFrom("All", "SenderId", "QueueArn", "Policy", "constructor"), 2)),
    MessageSystemAttributeNames: rarely(list(fc.constantFrom("All", "SequenceNumber", "toString"), 2)),
    MessageAttributeNames: list(word, 3),
    MaxNumberOfMessages: integer(1, 10),
    WaitTimeSeconds: integer(0, 20),
    ReceiveRequestAttemptId: rarely(word),
    QueueNamePrefix: mostly(word),
    MaxResults: integer(1, 10),
    NextToken: mostly(fc.constantFrom("TOKEN", "", "YWZ0ZXIgYQ==")),
    Entries: list(entry, 4),
    tags: rarely(fc.dictionary(word, word)),
    Tags: mostly(fc.dictionary(word, word)),
    TagKeys: list(word, 3),
    Label: mostly(fc.constantFrom("a", "b")),
    AWSAccountIds: list(fc.constant("111111111111"), 2),
    Actions: list(fc.constantFrom("*", "SendMessage", "Dance"), 2),
    SourceArn: mostly(
      fc.oneof(
        fc.constantFrom(...["dead", "dead.fifo"].map((name) => `arn:aws:sqs:us-east-1:000000000000:${name}`)),
        arn,
      ),
    ),
    DestinationArn: mostly(arn),
    MaxNumberOfMessagesPerSecond: mostly(fc.constantFrom(1, 1, 500, 501)),
    TaskHandle: mostly(fc.constantFrom("TASK", "e30=")),
    ...ofMessage,
    ...ofReceipt,
  },
  ..."QueueName QueueUrl MessageBody MessageGroupId ReceiptHandle VisibilityTimeout Entries Tags TagKeys".split(" "),
  ..."Label AWSAccountIds Actions SourceArn TaskHandle".split(" "),
);

const request = fc.record({
  action,
  method: fc.oneof({ weight: 49, arbitrary: fc.constant("POST") }, { weight: 1, arbitrary: fc.string() }),
  body: fc.oneof(
    { weight: 30, arbitrary: json(input) },
    { weight: 1, arbitrary: fc.oneof(fc.string({ unit: "binary" }), hostile) },
    { weight: 1, arbitrary: fc.constantFrom(deep("[", "]"), deep('{"QueueUrl":', "}")) },
  ),
  waitMs: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30_000) }),
});

const ERROR = /^com\.(amazonaws\.sqs|amazon\.coral\.service)#(?!InternalFailure)[A-Za-z]+$/;

async function createTarget() {
  const clock = createManualClock();
  const engine = createEngine({ clock });
  // What a client would send back: the last task and token that it was given, and the last handles of each queue.
  const known = { task: "", token: "" };
  const handles = new Map<string, string[]>();

  const ask = async (method: string, name: string, body: string): Promise<EngineResponse> => {
    const headers = { "x-amz-target": `AmazonSQS.${name}` };
    const answer = engine.handle({ method, url: "http://127.0.0.1:4566/", headers, body });
    // A long poll answers when its time is over.
    const soon = await Promise.race([answer, settle().then(() => undefined)]);
    if (soon === undefined) await clock.advance(20_000);
    return answer;
  };

  return {
    clock,
    async restore() {
      for (const QueueName of QUEUES) {
        const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${QueueName.replace("jobs", "dead")}`;
        const Attributes = {
          ...(QueueName.endsWith(".fifo") && { FifoQueue: "true", ContentBasedDeduplication: "true" }),
          ...(QueueName.startsWith("jobs") && {
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
          }),
        };
        await ask("POST", "CreateQueue", JSON.stringify({ QueueName, Attributes }));
      }
    },
    async send(method: string, name: string, body: string) {
      const queue = /"QueueUrl":"([^"]*)"/.exec(body)?.[1] ?? "";
      const own = handles.get(queue) ?? [];
      const filled = body
        .replaceAll(/HANDLE:(\d+)/g, (_, n) => own.at(-1 - Number(n)) ?? "none")
        .replaceAll("TASK", known.task)
        .replaceAll("TOKEN", known.token);
      const answer = await ask(method, name, filled);
      const { Messages = [], TaskHandle, NextToken } = JSON.parse(answer.body);
      handles.set(
        queue,
        [...own, ...Messages.map(({ ReceiptHandle }: { ReceiptHandle: string }) => ReceiptHandle)].slice(-20),
      );
      known.task = TaskHandle ?? known.task;
      known.token = NextToken ?? known.token;
      return answer;
    },
  };
}

test("10,000 random requests are done or refused with an error of AWS's, and never fail", {
  timeout: 120_000,
}, async () => {
  const target = await createTarget();
  const outcomes = new Set<string>();

  await fc.assert(
    fc.asyncProperty(request, async ({ action: name, method, body, waitMs }) => {
      await target.restore();
      const answer = await target.send(method, name, body);
      if (waitMs > 0) await target.clock.advance(waitMs);

      const parsed = JSON.parse(answer.body);
      expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.body).not.toContain("InternalFailure");
      outcomes.add(`${name} ${answer.status === 200 ? "is done" : "is refused"}`);
      if (answer.status === 200) return;
      expect([400, 403, 404]).toContain(answer.status);
      expect(parsed).toEqual({ __type: expect.stringMatching(ERROR), message: expect.any(String) });
      expect(answer.headers["x-amzn-query-error"]).toMatch(/^[A-Za-z.]+;Sender$/);
    }),
    { numRuns: 10_000, endOnFailure: true, seed: 20261121 },
  );

  // Every action was reached, and by requests that were right. Two need what another did shortly before.
  const lucky = ["CancelMessageMoveTask", "RemovePermission"];
  for (const name of ACTIONS) {
    if (!lucky.includes(name)) expect(outcomes).toContain(`${name} is done`);
    expect(outcomes).toContain(`${name} is refused`);
  }
});
