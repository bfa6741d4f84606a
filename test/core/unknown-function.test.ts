import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { job } from "errand";
import { createHarness } from "errand/testing";
import { expect, onTestFinished, test } from "vitest";

test("a job that nobody knows is tried again for ten minutes, then dead with its reason and its arguments", async () => {
  const events: string[] = [];
  const harness = createHarness(
    { known: job("known", () => {}) },
    { onEvent: ({ type, at }) => events.push(`${type} ${(at - Date.UTC(2026, 0, 1, 12)) / 1000}`) },
  );
  onTestFinished(() => harness.stop());
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ requestHandler: harness.requestHandler, region: "us-east-1", credentials });
  const QueueUrl = harness.environment["ERRAND_LOW_QUEUE_URL"];
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"function":"newer","args":[7]}' }));

  await harness.advance("1 hour");

  const waits = [0, 10, 20, 40, 80, 160, 320].map((second) => `job.postponed ${second}`);
  expect(events).toEqual([...waits, "job.dead 600"]);
  expect(harness.ran).toEqual([]);
  expect(harness.dead).toMatchObject([{ job: "newer", args: [7], reason: "unknown_function", attempts: 0 }]);
});
