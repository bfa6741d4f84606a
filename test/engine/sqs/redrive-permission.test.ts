import { ListDeadLetterSourceQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 1 });

async function withDeadLetterQueue(policy?: object) {
  const bench = createBench();
  const attributes = policy && { RedriveAllowPolicy: JSON.stringify(policy) };
  return { bench, dead: await bench.createQueue("dead", { ...attributes }) };
}

test.each([
  ["no policy", undefined],
  ["allowAll", { redrivePermission: "allowAll" }],
  ["byQueue with its ARN", { redrivePermission: "byQueue", sourceQueueArns: [arnOf("other"), arnOf("jobs")] }],
])("a queue may name a dead-letter queue with %s", async (_, policy) => {
  const { bench } = await withDeadLetterQueue(policy);

  await expect(bench.createQueue("jobs", { RedrivePolicy })).resolves.toMatch(/jobs$/);
});

test.each([
  ["denyAll", { redrivePermission: "denyAll" }],
  ["byQueue without its ARN", { redrivePermission: "byQueue", sourceQueueArns: [arnOf("other")] }],
])("a queue may not name one with %s", async (_, policy) => {
  const { bench, dead } = await withDeadLetterQueue(policy);
  const refused = { name: "InvalidParameterValue", message: expect.stringContaining("RedriveAllowPolicy") };

  await expect(bench.createQueue("jobs", { RedrivePolicy })).rejects.toMatchObject(refused);
  const queue = await bench.createQueue("jobs");
  await expect(bench.configure(queue, { RedrivePolicy })).rejects.toMatchObject(refused);

  await bench.configure(dead, { RedriveAllowPolicy: "" });
  expect(await bench.attributes(dead)).not.toHaveProperty("RedriveAllowPolicy");
  await expect(bench.configure(queue, { RedrivePolicy })).resolves.toBeDefined();
});

test("the policy is shown as it was given", async () => {
  const policy = { redrivePermission: "byQueue", sourceQueueArns: [arnOf("jobs")] };
  const { bench, dead } = await withDeadLetterQueue(policy);

  expect((await bench.attributes(dead))["RedriveAllowPolicy"]).toBe(JSON.stringify(policy));
});

test.each([
  ["what is not JSON", "garbage"],
  ["no permission", {}],
  ["another permission", { redrivePermission: "some" }],
  ["byQueue without queues", { redrivePermission: "byQueue" }],
  ["byQueue with none", { redrivePermission: "byQueue", sourceQueueArns: [] }],
  ["byQueue with eleven", { redrivePermission: "byQueue", sourceQueueArns: Array(11).fill(arnOf("jobs")) }],
  ["byQueue with what is no ARN", { redrivePermission: "byQueue", sourceQueueArns: ["jobs"] }],
  ["queues without byQueue", { redrivePermission: "denyAll", sourceQueueArns: [arnOf("jobs")] }],
])("a policy with %s is refused", async (_, policy) => {
  const { bench, dead } = await withDeadLetterQueue();
  const RedriveAllowPolicy = typeof policy === "string" ? policy : JSON.stringify(policy);

  await expect(bench.configure(dead, { RedriveAllowPolicy })).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

test("the queues that name a dead-letter queue are listed, in pages", async () => {
  const { bench, dead } = await withDeadLetterQueue();
  const list = (more: { MaxResults?: number; NextToken?: string | undefined } = {}) =>
    bench.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead, ...more }));
  expect((await list()).queueUrls).toEqual([]);
  const urls: string[] = [];
  for (const name of ["a", "b", "c"]) urls.push(await bench.createQueue(name, { RedrivePolicy }));
  await bench.createQueue("d");

  const first = await list({ MaxResults: 2 });
  const second = await list({ MaxResults: 2, NextToken: first.NextToken });

  expect((await list()).queueUrls).toEqual(urls);
  expect([first.queueUrls, second.queueUrls]).toEqual([urls.slice(0, 2), urls.slice(2)]);
  expect(second.NextToken).toBeUndefined();
});
