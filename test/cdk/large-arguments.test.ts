import type { Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { User } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { expect, test } from "vitest";
import { CLASSES, NEEDED_DAYS } from "../../lib/core/payload-classes.ts";
import { aStack, makeQueuesOnly } from "./synth.ts";

/** What a user may do with the bucket, as `action on bucket` or `action on its objects`. */
function ofBucket(stack: Stack, user: string): readonly string[] {
  const policies = Object.entries(Template.fromStack(stack).findResources("AWS::IAM::Policy"));
  const [, policy] = policies.find(([id]) => id.startsWith(user)) ?? [];
  return policy?.["Properties"].PolicyDocument.Statement.flatMap(
    ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
      [Action]
        .flat()
        .filter((action) => action.startsWith("s3:"))
        .map((action) => `${action} on ${JSON.stringify(Resource).includes("/*") ? "its objects" : "the bucket"}`),
  );
}

test("the bucket keeps what is stored there as long as its class says, and no longer", () => {
  const stack = aStack();
  makeQueuesOnly(stack, { bucket: true });

  Template.fromStack(stack).hasResourceProperties("AWS::S3::Bucket", {
    LifecycleConfiguration: {
      Rules: [
        ["d30/", 30],
        ["d400/", 400],
        ["d4000/", 4000],
      ].map(([Prefix, ExpirationInDays]) => Match.objectLike({ Prefix, ExpirationInDays, Status: "Enabled" })),
    },
  });
});

test("the last class is long enough for a job that is due in ten years", () => {
  expect(CLASSES.at(-1)?.days).toBeGreaterThan(10 * 366 + NEEDED_DAYS);
});

test("whoever enqueues writes and deletes what is stored, and can't read it", () => {
  const stack = aStack();
  makeQueuesOnly(stack, { bucket: true }).grantEnqueue(new User(stack, "Ann"));

  expect(ofBucket(stack, "Ann")).toEqual(["s3:PutObject on its objects", "s3:DeleteObject on its objects"]);
});

test.each<[string, (queues: ReturnType<typeof makeQueuesOnly>, user: User) => unknown, readonly string[]]>([
  ["a worker reads, writes, deletes", (queues, user) => queues.grantWork(user), ["s3:DeleteObject on its objects"]],
  ["who looks after the dead reads and writes", (queues, user) => queues.grantDeadJobs(user), []],
])("%s, and is told what is missing", (_, grant, more) => {
  const stack = aStack();
  grant(makeQueuesOnly(stack, { bucket: true }), new User(stack, "Ann"));

  expect([...new Set(ofBucket(stack, "Ann"))].toSorted()).toEqual([
    ...more,
    "s3:GetObject on its objects",
    "s3:ListBucket on the bucket",
    "s3:PutObject on its objects",
  ]);
});

test("what else is in the bucket is nobody's: its objects are those of the classes", () => {
  const stack = aStack();
  const queues = makeQueuesOnly(stack, { bucket: Bucket.fromBucketName(stack, "Mine", "mine") });
  const user = new User(stack, "Ann");
  queues.grantWork(user);
  queues.grantDeadJobs(user);

  const policies = JSON.stringify(Template.fromStack(stack).findResources("AWS::IAM::Policy"));
  expect(new Set(policies.match(/:s3:::mine[^"]*/g))).toEqual(
    new Set([":s3:::mine/d30/*", ":s3:::mine/d400/*", ":s3:::mine/d4000/*", ":s3:::mine"]),
  );
});

test("without a bucket there are no permissions on one", () => {
  const stack = aStack();
  const user = new User(stack, "Ann");
  const queues = makeQueuesOnly(stack);
  queues.grantWork(user);
  queues.grantDeadJobs(user);

  expect(ofBucket(stack, "Ann")).toEqual([]);
});

test("a bucket that is there is used as it is, with its key", () => {
  const stack = aStack();
  const encryptionKey = new Key(stack, "Key");
  const bucket = Bucket.fromBucketAttributes(stack, "Mine", { bucketName: "mine", encryptionKey });
  const queues = makeQueuesOnly(stack, { bucket });
  queues.grantWork(new User(stack, "Ann"));

  const template = Template.fromStack(stack);
  template.resourceCountIs("AWS::S3::Bucket", 0);
  expect(queues.environment["ERRAND_BUCKET"]).toBe("mine");
  expect(JSON.stringify(template.findResources("AWS::IAM::Policy"))).toContain("kms:GenerateDataKey");
});
