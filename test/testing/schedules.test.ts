import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { job } from "errand";
import { createHarness, type Harness, type HarnessOptions } from "errand/testing";
import { expect, onTestFinished, test } from "vitest";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const LOW = "arn:aws:sqs:us-east-1:000000000000:errand-low";

function start(jobs: object, options?: HarnessOptions) {
  const harness = createHarness(jobs, options);
  const { requestHandler } = harness;
  const sqs = new SQSClient({ requestHandler, region: "us-east-1", credentials });
  const scheduler = new SchedulerClient({ requestHandler, region: "us-east-1", credentials });
  onTestFinished(() => harness.stop());
  return { harness, sqs, scheduler };
}

/** A schedule that posts the two fields that are all a sender must write. */
function schedule(expression: string, name: string, zone?: string) {
  return new CreateScheduleCommand({
    Name: name,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: zone,
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: LOW,
      RoleArn: "arn:aws:iam::000000000000:role/scheduler",
      Input: JSON.stringify({ function: "tick", args: [name] }),
    },
  });
}

const timesOf = (harness: Harness) => harness.ran.map(({ args, at }) => `${args[0]} ${at.toISOString()}`);

test("schedules made with the AWS SDK fire in their order, each at its time", async () => {
  const tick = job("tick", (_name: string) => {});
  const { harness, scheduler } = start({ tick });
  await scheduler.send(schedule("cron(0 3 * * ? *)", "nightly", "Europe/Berlin"));
  await scheduler.send(schedule("rate(18 hours)", "rate"));
  await scheduler.send(schedule("at(2026-01-02T15:00:00)", "once"));
  await harness.advance("2 days");
  expect(timesOf(harness)).toEqual([
    "rate 2026-01-01T12:00:00.000Z",
    "nightly 2026-01-02T02:00:00.000Z",
    "rate 2026-01-02T06:00:00.000Z",
    "once 2026-01-02T15:00:00.000Z",
    "rate 2026-01-03T00:00:00.000Z",
    "nightly 2026-01-03T02:00:00.000Z",
  ]);
});

test("a schedule whose target is missing is told of when its run is given up", async () => {
  const tick = job("tick", (_name: string) => {});
  const { harness, scheduler } = start({ tick });
  const { input } = schedule("at(2026-01-01T12:30:00)", "astray");
  const Target = { Arn: `${LOW}-typo`, RoleArn: input.Target?.RoleArn, RetryPolicy: { MaximumRetryAttempts: 0 } };
  await scheduler.send(new CreateScheduleCommand({ ...input, Target }));
  await harness.advance("1 hour");
  expect(harness.problems).toEqual([
    expect.stringMatching(
      /^The schedule default\/astray could not send to \S+errand-low-typo, and its run of 2026-01-01T12:30:00.000Z is given up after 1 attempts: /,
    ),
  ]);
});

// In a process of its own, as the package is there: vitest looks up every import of the source at each use.
test("thirty days of a schedule that fires each minute: 43,200 runs", { timeout: 120_000 }, async () => {
  const file = fileURLToPath(new URL("../../bench/children/month.ts", import.meta.url));
  const child = fork(file, { execArgv: ["--conditions=@errand/source"] });
  const [month] = await once(child, "message");
  expect(month).toMatchObject({ completed: 43_200, last: "2026-01-31T12:00:00.000Z" });
});

test("a message that another program sends through the SDK runs, and its SDK sees the queues", async () => {
  const tick = job("tick", (_name: string) => {});
  const { harness, sqs } = start({ tick });
  const QueueUrl = harness.environment["ERRAND_LOW_QUEUE_URL"];
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"function":"tick","args":["raw"]}' }));
  expect(harness.sent).toEqual([]);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: "1", VisibilityTimeout: "360" });
  await harness.drain();
  expect(harness.ran).toMatchObject([{ args: ["raw"], outcome: "completed" }]);
});

test("a run that is killed reaches the queues through its SDK no more", async () => {
  const left = new Set<number>();
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const other = { function: "other", args: [] };
    const tick = job("tick", async (_name: string) => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(other) }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(other) }));
    });
    const { harness, sqs } = start({ tick, other: job("other", () => {}) });
    const QueueUrl = harness.environment["ERRAND_LOW_QUEUE_URL"];
    harness.faults({ killRun: 1, seed });
    await tick.enqueue("a");
    await harness.drain();
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: inFlight } = Attributes;
    left.add(Number(ready) + Number(inFlight) - 1);
    await harness.stop();
  }
  // Killed before it began, after the first message, and at its end.
  expect(left).toEqual(new Set([0, 1, 2]));
});
