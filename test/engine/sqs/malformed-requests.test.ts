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
