import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createEngine } from "../../lib/engine/engine.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

test("two clients of one engine share its queues, each by the endpoint that it has", async () => {
  const requestHandler = createRequestHandler(createEngine({ clock: createManualClock(), region: "eu-west-1" }));
  const near = new SQSClient({ requestHandler, region: "eu-west-1", credentials });
  const far = new SQSClient({ requestHandler, region: "eu-west-1", credentials, endpoint: "http://localhost:9324" });

  const { QueueUrl: byNear } = await near.send(new CreateQueueCommand({ QueueName: "jobs" }));
  const { QueueUrl: byFar } = await far.send(new CreateQueueCommand({ QueueName: "jobs" }));
  await near.send(new SendMessageCommand({ QueueUrl: byNear, MessageBody: "x" }));
  const { Messages } = await far.send(new ReceiveMessageCommand({ QueueUrl: byFar }));

  expect(byNear).toBe("https://sqs.eu-west-1.amazonaws.com/000000000000/jobs");
  expect(byFar).toBe("http://localhost:9324/000000000000/jobs");
  expect(Messages).toMatchObject([{ Body: "x" }]);
});

test("an aborted request is an AbortError, by which the SDK knows not to try again", async () => {
  const handler = createRequestHandler(createEngine({ clock: createManualClock() }));
  const request = { method: "POST", protocol: "http:", hostname: "localhost", path: "/", headers: {} };

  const aborted = handler.handle(request, { abortSignal: AbortSignal.abort() });

  await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
});

test("a queue can be named by its name alone", async () => {
  const requestHandler = createRequestHandler(createEngine({ clock: createManualClock() }));
  const sqs = new SQSClient({ requestHandler, region: "us-east-1", credentials, endpoint: "http://localhost:9324" });
  await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));

  await expect(sqs.send(new SendMessageCommand({ QueueUrl: "jobs", MessageBody: "x" }))).resolves.toBeDefined();
});
