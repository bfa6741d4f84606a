import { expect, test } from "vitest";
import { type FiringSchedule, toMonthlyFirings } from "../../lib/cost/firings.ts";
import { toDeployed } from "../../lib/cost/template.ts";

const WHERE = "errand cost: --template";

const worker = (MemorySize?: number, architecture?: string) => ({
  Type: "AWS::Lambda::Function",
  Properties: { MemorySize, Architectures: architecture === undefined ? undefined : [architecture] },
});
const mapping = (queue: unknown, fn: string) => ({
  Type: "AWS::Lambda::EventSourceMapping",
  Properties: { EventSourceArn: queue, FunctionName: { Ref: fn } },
});
const queueArn = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
const schedule = (ScheduleExpression: unknown, others: object = {}) => ({
  Type: "AWS::Scheduler::Schedule",
  Properties: { ScheduleExpression, ...others },
});

const SHARED = {
  High: { Type: "AWS::SQS::Queue" },
  HighDead: { Type: "AWS::SQS::Queue" },
  Low: { Type: "AWS::SQS::Queue" },
  Worker: worker(512, "arm64"),
  HighSource: mapping(queueArn("High"), "Worker"),
  LowSource: mapping(queueArn("Low"), "Worker"),
};

test("a template tells the worker, the queues that are polled, and what stands there all the month", () => {
  const Resources = {
    ...SHARED,
    Web: worker(1024, "x86_64"), // polls nothing
    Age: { Type: "AWS::CloudWatch::Alarm" },
    Dead: { Type: "AWS::CloudWatch::Alarm" },
    Dashboard: { Type: "AWS::CloudWatch::Dashboard" },
    Nightly: schedule("cron(0 3 * * ? *)", { ScheduleExpressionTimezone: "Europe/Berlin" }),
    Off: schedule("rate(1 minute)", { State: "DISABLED" }),
    Unknown: schedule({ Ref: "Parameter" }),
  };
  expect(toDeployed({ Resources }, WHERE)).toEqual({
    memoryMegabytes: 512,
    architecture: "arm64",
    queues: 2,
    fifo: false,
    alarms: 2,
    dashboards: 1,
    schedules: [{ expression: "cron(0 3 * * ? *)", timeZone: "Europe/Berlin" }],
  });
});

test("of workers that differ the dearer counts, and of queues the dearer too", () => {
  const Resources = {
    ...SHARED,
    LowWorker: worker(),
    Low: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } },
    LowSource: mapping(queueArn("Low"), "LowWorker"),
  };
  expect(toDeployed({ Resources }, WHERE)).toMatchObject({ memoryMegabytes: 512, architecture: "x86_64", fifo: true });
});

test("a queue that is named by its ARN is polled as well, a stream is not", () => {
  const Resources = {
    Worker: worker(256),
    Queue: mapping("arn:aws:sqs:us-east-1:111122223333:jobs", "Worker"),
    Stream: mapping("arn:aws:kinesis:us-east-1:111122223333:stream/clicks", "Worker"),
  };
  expect(toDeployed({ Resources }, WHERE)).toMatchObject({ queues: 1, memoryMegabytes: 256 });
});

test.each<[string, object]>([
  ["is a parameter", { Worker: { Type: "AWS::Lambda::Function", Properties: { MemorySize: { Ref: "Memory" } } } }],
  ["belongs to another stack", { Worker: undefined }],
])("a memory that %s is not known, and nothing else is lost", (_, others) => {
  const Resources = { ...SHARED, ...others, Nothing: null };
  expect(toDeployed({ Resources }, WHERE)).toMatchObject({ memoryMegabytes: undefined, queues: 2 });
});

test.each<[string, unknown, string]>([
  ["an array", [], 'must be a template with "Resources", got an array of 0. Give one that cdk synth writes'],
  ["nothing", null, 'must be a template with "Resources", got null.'],
  [
    "a web site",
    { Resources: { Web: worker() } },
    "with event source mappings of SQS queues, got a template without any.",
  ],
])("%s is refused", (_, template, message) => {
  expect(() => toDeployed(template, WHERE)).toThrow(message);
});

const FROM = new Date("2026-11-21T00:00:00Z");

test.each<[string, number]>([
  ["rate(5 minutes)", 8760],
  ["rate(1 hour)", 730],
  ["cron(0 3 * * ? *)", 30.4],
  ["cron(0 9-17 ? * MON-FRI *)", 195.5], // nine times on five days a week
  ["cron(0 0 1 1 ? *)", 1 / 12],
  ["at(2026-12-01T00:00:00)", 1],
  ["at(2020-01-01T00:00:00)", 0],
  ["at(2030-01-01T00:00:00)", 0],
])("%s fires about so often in a month: %f", (expression, firings) => {
  const schedules: FiringSchedule[] = [{ expression, timeZone: "UTC" }];
  const told = toMonthlyFirings(schedules, FROM);
  expect(Math.abs(told - firings)).toBeLessThanOrEqual(0.02 * firings);
  expect(toMonthlyFirings([...schedules, ...schedules], FROM)).toBeCloseTo(2 * told, 9);
});
