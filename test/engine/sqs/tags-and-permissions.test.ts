import {
  AddPermissionCommand,
  CreateQueueCommand,
  ListQueueTagsCommand,
  QueueDoesNotExist,
  RemovePermissionCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createBench } from "./bench.ts";

async function withTaggedQueue(tags: Record<string, string>) {
  const { sqs } = createBench();
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs", tags }));
  return {
    sqs,
    QueueUrl,
    tag: (Tags: Record<string, string>) => sqs.send(new TagQueueCommand({ QueueUrl, Tags })),
    tags: async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags,
  };
}

test("a queue is made with tags, gets more, and loses them", async () => {
  const { sqs, QueueUrl, tag, tags } = await withTaggedQueue({ team: "a", "größe 1": "" });
  expect(await tags()).toEqual({ team: "a", "größe 1": "" });

  await tag({ team: "b", stage: "test" });
  expect(await tags()).toEqual({ team: "b", "größe 1": "", stage: "test" });

  await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["team", "größe 1", "none"] }));
  expect(await tags()).toEqual({ stage: "test" });
  await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["stage"] }));
  expect(await tags()).toBeUndefined();
});

test("tags that are too many or too long are refused, and nothing changes", async () => {
  const { tag, tags } = await withTaggedQueue({ team: "a" });
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`t${n}`, "x"]));

  for (const wrong of [many, { "": "x" }, { ["k".repeat(129)]: "x" }, { k: "v".repeat(257) }]) {
    await expect(tag(wrong)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  }
  expect(await tags()).toEqual({ team: "a" });
});

test("tags of a queue that is not there are AWS's QueueDoesNotExist", async () => {
  const { sqs, QueueUrl } = await withTaggedQueue({});

  const listing = sqs.send(new ListQueueTagsCommand({ QueueUrl: `${QueueUrl}-not` }));

  await expect(listing).rejects.toBeInstanceOf(QueueDoesNotExist);
});

async function withQueue() {
  const bench = createBench();
  const QueueUrl = await bench.createQueue("jobs");
  return {
    bench,
    QueueUrl,
    add: (Label: string, AWSAccountIds = ["111111111111"], Actions = ["ReceiveMessage"]) =>
      bench.sqs.send(new AddPermissionCommand({ QueueUrl, Label, AWSAccountIds, Actions })),
    remove: (Label: string) => bench.sqs.send(new RemovePermissionCommand({ QueueUrl, Label })),
    policy: async () => {
      const { Policy } = await bench.attributes(QueueUrl);
      return Policy && JSON.parse(Policy);
    },
  };
}

// Recorded on AWS (LocalStack's test_sqs_permission_lifecycle).
test("permissions are statements of the queue's policy, by label", async () => {
  const { add, remove, policy } = await withQueue();
  const Resource = "arn:aws:sqs:us-east-1:000000000000:jobs";
  await add("one");
  await add("two", ["111111111111", "222222222222"], ["SendMessage", "*"]);

  const one = {
    Sid: "one",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111111111111:root" },
    Action: "SQS:ReceiveMessage",
    Resource,
  };
  const two = {
    Sid: "two",
    Effect: "Allow",
    Principal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"] },
    Action: ["SQS:SendMessage", "SQS:*"],
    Resource,
  };
  const head = { Version: "2008-10-17", Id: `${Resource}/SQSDefaultPolicy` };
  expect(await policy()).toEqual({ ...head, Statement: [one, two] });

  await expect(add("one")).rejects.toMatchObject({
    message: "Value one for parameter Label is invalid. Reason: Already exists.",
  });
  await remove("one");
  expect(await policy()).toEqual({ ...head, Statement: [two] });
  await remove("two");
  expect(await policy()).toBeUndefined();
  await expect(remove("two")).rejects.toMatchObject({
    message: "Value two for parameter Label is invalid. Reason: can't find label.",
  });
});

test("a permission without accounts or actions, with others than AWS's, or with a wrong label is refused", async () => {
  const { add, policy } = await withQueue();

  await expect(add("x", [])).rejects.toMatchObject({ name: "MissingParameter" });
  await expect(add("x", ["111111111111"], [])).rejects.toMatchObject({ name: "MissingParameter" });
  await expect(add("x", ["me"])).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(add("x", ["111111111111"], ["Dance"])).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(add("a b")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const many = Array(8).fill("SendMessage");
  await expect(add("x", ["111111111111"], many)).rejects.toMatchObject({ name: "OverLimit" });
  expect(await policy()).toBeUndefined();
});

test("a statement is added to a policy that was set, unless that is no policy", async () => {
  const { bench, QueueUrl, add, policy } = await withQueue();
  await bench.configure(QueueUrl, { Policy: '{"Version":"2012-10-17","Statement":{"Sid":"own"}}' });

  await add("one");

  expect(await policy()).toMatchObject({ Version: "2012-10-17", Statement: [{ Sid: "own" }, { Sid: "one" }] });
  await bench.configure(QueueUrl, { Policy: "garbage" });
  await expect(add("two")).rejects.toMatchObject({ name: "InvalidAttributeValue" });
});
