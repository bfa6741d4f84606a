import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { deadJobs, job } from "errand";
import { createHarness } from "errand/testing";
import { expect, test } from "vitest";

// For a day, the poller of the missing queue asks for it again and again.
const LONG = { timeout: 60_000 };

test("what a schedule could not send for a day is among the dead, and runs when it is sent back", LONG, async () => {
  const ran: string[] = [];
  const remind = job("remind", (name: string) => void ran.push(name), { expiresIn: "1 hour" });
  await using harness = createHarness({ remind });
  const sqs = new SQSClient({
    region: "us-east-1",
    requestHandler: harness.requestHandler,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const QueueUrl = harness.environment["ERRAND_LOW_QUEUE_URL"] ?? "";
  const { id } = await remind.with({ delay: "1 hour" }).enqueue("Ann");
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await harness.advance("26 hours");
  await sqs.send(new CreateQueueCommand({ QueueName: "errand-low" }));
  expect((await deadJobs().list()).jobs).toMatchObject([{ id, job: "remind", args: ["Ann"], reason: "unknown" }]);
  await deadJobs().retry({ where: "all" });
  await harness.advance("1 hour");
  expect(ran).toEqual(["Ann"]);
});
