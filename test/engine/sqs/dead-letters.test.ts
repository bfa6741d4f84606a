import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

async function withDeadLetterQueue(maxReceiveCount: number) {
  const bench = createBench();
  const dead = await bench.createQueue("dead");
  const { QueueArn = "" } = await bench.attributes(dead);
  const RedrivePolicy = JSON.stringify({ maxReceiveCount, deadLetterTargetArn: QueueArn });
  const queue = await bench.createQueue("jobs", { RedrivePolicy, VisibilityTimeout: "1" });
  return { bench, dead, queue, QueueArn };
}

test("a message that was received too often goes to the dead-letter queue as it was", async () => {
  const { bench, dead, queue } = await withDeadLetterQueue(2);
  const { MessageId } = await bench.send(queue, "x", {
    MessageAttributes: { kind: { DataType: "String", StringValue: "job" } },
    MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1" } },
  });
  const SentTimestamp = String(bench.clock.now());
  for (let n = 0; n < 2; n++) {
    await bench.receiveOne(queue);
    await bench.clock.advance(1_000);
  }

  expect(await bench.receive(queue)).toEqual([]);

  const buried = await bench.receiveOne(dead, { MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] });
  expect(buried).toMatchObject({
    MessageId,
    Body: "x",
    MessageAttributes: { kind: { StringValue: "job" } },
    Attributes: {
      SentTimestamp,
      ApproximateReceiveCount: "3",
      AWSTraceHeader: "Root=1",
      DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:jobs",
    },
  });
  expect(await bench.counts(queue)).toEqual([0, 0, 0]);
});

test("the messages behind a dead one are received in the same call", async () => {
  const { bench, dead, queue } = await withDeadLetterQueue(1);
  await bench.send(queue, "dead");
  await bench.receiveOne(queue);
  await bench.send(queue, "alive");
  await bench.clock.advance(1_000);

  expect((await bench.receiveOne(queue)).Body).toBe("alive");
  expect(await bench.counts(dead)).toEqual([1, 0, 0]);
});

test("a dead message's age counts from when it was first sent", async () => {
  const { bench, dead, queue } = await withDeadLetterQueue(1);
  await bench.configure(dead, { MessageRetentionPeriod: "60" });
  await bench.send(queue, "x");
  await bench.receiveOne(queue);
  await bench.clock.advance(59_000);
  await bench.receive(queue);
  expect(await bench.counts(dead)).toEqual([1, 0, 0]);

  await bench.clock.advance(1_000);

  expect(await bench.counts(dead)).toEqual([0, 0, 0]);
});

test("a message stays where it is when its dead-letter queue has been deleted", async () => {
  const { bench, dead, queue } = await withDeadLetterQueue(1);
  await bench.send(queue, "x");
  await bench.receiveOne(queue);
  await bench.sqs.send(new DeleteQueueCommand({ QueueUrl: dead }));
  await bench.clock.advance(1_000);

  expect((await bench.receiveOne(queue)).Body).toBe("x");
});

test("the policy is shown in AWS's form, takes a count as text, and an empty one takes it away", async () => {
  const { bench, queue, QueueArn } = await withDeadLetterQueue(5);
  const policy = (maxReceiveCount: unknown) => JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount });
  expect((await bench.attributes(queue))["RedrivePolicy"]).toBe(policy(5));

  await bench.configure(queue, { RedrivePolicy: policy("7") });
  expect((await bench.attributes(queue))["RedrivePolicy"]).toBe(policy(7));
  await expect(bench.createQueue("jobs", { RedrivePolicy: policy("7") })).resolves.toBe(queue);

  await bench.configure(queue, { RedrivePolicy: "" });
  expect(await bench.attributes(queue)).not.toHaveProperty("RedrivePolicy");
});

const arn = "arn:aws:sqs:us-east-1:000000000000:dead";

test.each([
  ["what is not JSON", "garbage"],
  ["what is no object", "[]"],
  ["no queue", { maxReceiveCount: 3 }],
  ["no count", { deadLetterTargetArn: arn }],
  ["a count of 0", { deadLetterTargetArn: arn, maxReceiveCount: 0 }],
  ["a count of 1001", { deadLetterTargetArn: arn, maxReceiveCount: 1_001 }],
  ["a count that is no number", { deadLetterTargetArn: arn, maxReceiveCount: "many" }],
  ["an empty count", { deadLetterTargetArn: arn, maxReceiveCount: "" }],
  ["an ARN that is none", { deadLetterTargetArn: "dead", maxReceiveCount: 3 }],
  ["a queue that is not there", { deadLetterTargetArn: `${arn}er`, maxReceiveCount: 3 }],
  ["a queue in another region", { deadLetterTargetArn: arn.replace("us-east-1", "eu-west-1"), maxReceiveCount: 3 }],
])("a redrive policy with %s is refused", async (_, policy) => {
  const { bench, queue } = await withDeadLetterQueue(3);
  const before = await bench.attributes(queue);
  const RedrivePolicy = typeof policy === "string" ? policy : JSON.stringify(policy);

  await expect(bench.configure(queue, { RedrivePolicy })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  expect(await bench.attributes(queue)).toEqual(before);
});
