import fc from "fast-check";
import { expect, test } from "vitest";
import { createEngine } from "../../../lib/engine/engine.ts";
import type { EngineRequest } from "../../../lib/engine/exchange.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const URL = "http://127.0.0.1:4566/";

function createRequest(action: string, body: string): EngineRequest {
  return { method: "POST", url: URL, headers: { "x-amz-target": `AmazonSQS.${action}` }, body };
}

test.each([
  ["an unknown action", createRequest("Dance", "{}"), "UnknownOperationException"],
  ["an action of every object", createRequest("constructor", "{}"), "UnknownOperationException"],
  ["no target", { ...createRequest("", "{}"), headers: {} }, "UnknownOperationException"],
  [
    "another service's target",
    { ...createRequest("", ""), headers: { "x-amz-target": "DynamoDB.x" } },
    "UnknownOperationException",
  ],
  ["a GET", { ...createRequest("ListQueues", ""), method: "GET" }, "UnknownOperationException"],
  ["what is not JSON", createRequest("ListQueues", "{"), "SerializationException"],
  ["JSON that is no object", createRequest("ListQueues", "[]"), "SerializationException"],
  ["a parameter of the wrong type", createRequest("CreateQueue", '{"QueueName":5}'), "SerializationException"],
  ["a number as text", createRequest("ListQueues", '{"MaxResults":"5"}'), "SerializationException"],
  ["a missing parameter", createRequest("CreateQueue", "{}"), "MissingRequiredParameterException"],
  ["a parameter that is null", createRequest("CreateQueue", '{"QueueName":null}'), "MissingRequiredParameterException"],
  ["no URL of a queue", createRequest("ReceiveMessage", "{}"), "MissingRequiredParameterException"],
])("%s is answered with AWS's error", async (_, request, type) => {
  const engine = createEngine({ clock: createManualClock() });

  const { status, headers, body } = await engine.handle(request);

  expect(status).toBe(400);
  expect(headers["content-type"]).toBe("application/x-amz-json-1.0");
  expect(headers["x-amzn-query-error"]).toMatch(/^\w+;Sender$/);
  expect(JSON.parse(body)).toEqual({ __type: `com.amazon.coral.service#${type}`, message: expect.any(String) });
});

test("an error of SQS's own has its namespace, and the code of the older protocol", async () => {
  const engine = createEngine({ clock: createManualClock() });

  const { status, headers, body } = await engine.handle(createRequest("GetQueueUrl", '{"QueueName":"none"}'));

  expect(status).toBe(400);
  expect(headers["x-amzn-query-error"]).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
  const message = "The specified queue does not exist.";
  expect(JSON.parse(body)).toEqual({ __type: "com.amazonaws.sqs#QueueDoesNotExist", message });
});

test("a value of the wrong type in one entry refuses the batch before any of it is done", async () => {
  const engine = createEngine({ clock: createManualClock() });
  await engine.handle(createRequest("CreateQueue", '{"QueueName":"jobs"}'));
  const Entries = [
    { Id: "a", MessageBody: "x" },
    { Id: "b", MessageBody: 5 },
  ];

  const { status } = await engine.handle(
    createRequest("SendMessageBatch", JSON.stringify({ QueueUrl: "jobs", Entries })),
  );

  expect(status).toBe(400);
  const received = await engine.handle(createRequest("ReceiveMessage", '{"QueueUrl":"jobs"}'));
  expect(received.body).toBe("{}");
});

test("so it is with a batch of deletes", async () => {
  const engine = createEngine({ clock: createManualClock() });
  await engine.handle(createRequest("CreateQueue", '{"QueueName":"jobs"}'));
  await engine.handle(createRequest("SendMessage", '{"QueueUrl":"jobs","MessageBody":"x"}'));
  const received = await engine.handle(createRequest("ReceiveMessage", '{"QueueUrl":"jobs"}'));
  const { ReceiptHandle } = JSON.parse(received.body).Messages[0];
  const Entries = [
    { Id: "a", ReceiptHandle },
    { Id: "b", ReceiptHandle: 5 },
  ];

  const { status } = await engine.handle(
    createRequest("DeleteMessageBatch", JSON.stringify({ QueueUrl: "jobs", Entries })),
  );

  expect(status).toBe(400);
  const request = createRequest("GetQueueAttributes", '{"QueueUrl":"jobs","AttributeNames":["All"]}');
  const { body } = await engine.handle(request);
  expect(JSON.parse(body).Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: "1" });
});

const action = fc.constantFrom(
  ..."CreateQueue GetQueueUrl ListQueues GetQueueAttributes SetQueueAttributes DeleteQueue PurgeQueue".split(" "),
  ..."SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch TagQueue toString".split(" "),
  ..."ChangeMessageVisibility ChangeMessageVisibilityBatch".split(" "),
);
const name = fc.constantFrom("jobs", "other", "jobs", "jobs", "", "nope", "a b", "__proto__");
const anything = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, -1, 1.5, "", null, [], {}) },
);
const attribute = fc.record(
  {
    DataType: fc.oneof(fc.constantFrom("String", "Number", "Binary"), anything),
    StringValue: anything,
    BinaryValue: anything,
  },
  { requiredKeys: [] },
);
const attributes = fc.oneof(fc.dictionary(fc.string(), fc.oneof(attribute, anything)), anything);
const text = fc.oneof(fc.string({ unit: "binary" }), anything);
const integer = fc.oneof(fc.integer({ min: -2, max: 50_000 }), anything);
const message = {
  MessageBody: text,
  DelaySeconds: integer,
  MessageAttributes: attributes,
  MessageSystemAttributes: attributes,
  MessageGroupId: text,
  ReceiptHandle: text,
  VisibilityTimeout: integer,
};
const entry = fc.record(
  { Id: fc.oneof(fc.constantFrom("a", "b", "c", ""), anything), ...message },
  { requiredKeys: [] },
);
const input = fc.record(
  {
    QueueName: fc.oneof(name, anything),
    QueueUrl: fc.oneof({ weight: 9, arbitrary: name }, { weight: 1, arbitrary: anything }),
    Attributes: fc.oneof(
      fc.dictionary(fc.constantFrom("DelaySeconds", "RedrivePolicy", "VisibilityTimeout", "__proto__"), text),
      anything,
    ),
    AttributeNames: fc.oneof(fc.array(fc.constantFrom("All", "SenderId", "QueueArn", "constructor")), anything),
    MessageAttributeNames: fc.oneof(fc.array(fc.string()), anything),
    MaxNumberOfMessages: integer,
    WaitTimeSeconds: fc.oneof(fc.constant(0), fc.constant("0"), fc.constant(21)),
    QueueNamePrefix: text,
    MaxResults: integer,
    NextToken: text,
    tags: anything,
    Entries: fc.oneof(fc.array(entry, { maxLength: 11 }), anything),
    ...message,
  },
  { requiredKeys: ["QueueName", "QueueUrl"] },
);
const target = fc.oneof(
  { weight: 9, arbitrary: action.map((one) => `AmazonSQS.${one}`) },
  { weight: 1, arbitrary: fc.string() },
);
const request = fc.record({
  method: fc.oneof({ weight: 19, arbitrary: fc.constant("POST") }, { weight: 1, arbitrary: fc.string() }),
  url: fc.constant(URL),
  headers: fc.oneof(
    { weight: 9, arbitrary: target.map((value) => ({ "x-amz-target": value })) },
    { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.string()) },
  ),
  body: fc.oneof(
    { weight: 9, arbitrary: input.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  ),
});

test("whatever is sent, the engine answers, and never that it failed", async () => {
  const engine = createEngine({ clock: createManualClock() });
  const statuses = new Set<number>();
  await engine.handle(createRequest("CreateQueue", '{"QueueName":"other"}'));

  await fc.assert(
    fc.asyncProperty(request, async (one) => {
      await engine.handle(createRequest("CreateQueue", '{"QueueName":"jobs"}'));
      const { status, headers, body } = await engine.handle(one);
      statuses.add(status);
      expect(status, body).toBeLessThan(500);
      expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
      expect(JSON.parse(body)).toBeTypeOf("object");
    }),
    { numRuns: 2_000 },
  );

  // The requests reach the actions: some are right.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400]));
});
