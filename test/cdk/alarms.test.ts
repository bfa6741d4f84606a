import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Duration } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Topic } from "aws-cdk-lib/aws-sns";
import { describe, expect, test, vi } from "vitest";
import { type AlarmOptions, addAlarms } from "../../lib/cdk/alarms.ts";
import { createWatchedStack, type WatchedStackOptions } from "./watched-stack.ts";

vi.setConfig({ testTimeout: 60_000 }); // the first stack loads the CDK, which takes seconds

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/alarms.md"), "utf8");

function synth(options: AlarmOptions = {}, stackOptions: WatchedStackOptions = {}) {
  const { stack, watched } = createWatchedStack(stackOptions);
  const { alarms } = addAlarms(stack, watched, options);
  return { stack, alarms, template: Template.fromStack(stack) };
}

/** The one alarm on this metric whose id holds `id`. */
function alarmOf(template: Template, id: string): Record<string, unknown> {
  const found = Object.entries(template.findResources("AWS::CloudWatch::Alarm")).filter(([name]) => name.includes(id));
  expect(found.map(([name]) => name)).toHaveLength(1);
  return found[0]?.[1]["Properties"];
}

test("a shared worker has seven alarms, workers of their own have ten", () => {
  synth().template.resourceCountIs("AWS::CloudWatch::Alarm", 7);
  const { alarms, template } = synth({}, { shared: false });
  template.resourceCountIs("AWS::CloudWatch::Alarm", 10);
  expect(alarms.map(({ node }) => node.id)).toEqual([
    ...["HighAge", "HighDead", "LowAge", "LowDead"],
    ...["HighWorkerThrottles", "HighWorkerErrors", "HighWorkerDuration"],
    ...["LowWorkerThrottles", "LowWorkerErrors", "LowWorkerDuration"],
  ]);
});

test("the dead are those that are there, not those that were sent there, for SQS's own moves aren't counted so", () => {
  const { template } = synth();
  for (const [id, queue] of [
    ["HighDead", "HighDead"],
    ["LowDead", "LowDead"],
  ] as const) {
    expect(alarmOf(template, id)).toMatchObject({
      MetricName: "ApproximateNumberOfMessagesVisible",
      Namespace: "AWS/SQS",
      Statistic: "Maximum",
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [expect.stringContaining(queue), "QueueName"] } }],
    });
  }
  expect(JSON.stringify(template.toJSON())).not.toContain("NumberOfMessagesSent");
});

test("the age of the oldest rings after 5 minutes for high, an hour for low", () => {
  const { template } = synth();
  const common = {
    MetricName: "ApproximateAgeOfOldestMessage",
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 1,
  };
  expect(alarmOf(template, "HighAge")).toMatchObject({ ...common, Threshold: 300 });
  expect(alarmOf(template, "LowAge")).toMatchObject({ ...common, Threshold: 3600 });
});

test("a long timeout makes the usual age longer, for what runs counts too; a chosen age stays", () => {
  expect(alarmOf(synth({}, { timeoutSeconds: 900 }).template, "HighAge")).toMatchObject({ Threshold: 1800 });
  const chosen = synth({ oldestAge: { high: Duration.minutes(2) } }, { timeoutSeconds: 900 }).template;
  expect(alarmOf(chosen, "HighAge")).toMatchObject({ Threshold: 120 });
  expect(alarmOf(chosen, "LowAge")).toMatchObject({ Threshold: 3600 });
});

test("throttles and errors ring at the first, the duration at 90 % of the timeout", () => {
  const { template } = synth();
  const first = { Statistic: "Sum", Threshold: 1, Period: 300 };
  expect(alarmOf(template, "WorkerThrottles")).toMatchObject({ ...first, MetricName: "Throttles" });
  expect(alarmOf(template, "WorkerErrors")).toMatchObject({ ...first, MetricName: "Errors" });
  expect(alarmOf(template, "WorkerDuration")).toMatchObject({
    MetricName: "Duration",
    Statistic: "Maximum",
    Threshold: 54_000,
    Dimensions: [{ Name: "FunctionName", Value: { Ref: expect.stringContaining("HighFunction") } }],
  });
});

test("every alarm keeps quiet without data, has no name of its own, goes to the topic, and says where to read on", () => {
  const { template } = synth();
  for (const { Properties } of Object.values(template.findResources("AWS::CloudWatch::Alarm"))) {
    expect(Properties).toMatchObject({
      TreatMissingData: "notBreaching",
      AlarmActions: [{ Ref: expect.stringContaining("Topic") }],
      AlarmDescription: expect.stringMatching(/^[A-Z].{80,400} \(docs\/alarms\.md, "\w+"\)\.$/),
    });
    expect(Properties.AlarmName).toBeUndefined();
    const [, heading] = /"(\w+)"\)\.$/.exec(Properties.AlarmDescription) ?? [];
    expect(PAGE).toContain(`\n## ${heading}\n`);
  }
});

describe("the topic", () => {
  test("takes messages over TLS only, and the account's alarms may publish, for its policy replaces the default one", () => {
    const { template } = synth();
    template.resourceCountIs("AWS::SNS::Topic", 1);
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Deny",
            Action: "sns:Publish",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
          Match.objectLike({
            Effect: "Allow",
            Action: "sns:Publish",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: {
              StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
              ArnLike: { "aws:SourceArn": Match.anyValue() },
            },
          }),
        ]),
      },
    });
    expect(Object.values(template.findResources("AWS::SNS::Topic"))[0]?.["Properties"]).toBeUndefined();
  });

  test("is the one that is given, and then none is made", () => {
    const { stack, watched } = createWatchedStack();
    const topic = new Topic(stack, "Given");
    expect(addAlarms(stack, watched, { topic }).topic).toBe(topic);
    const template = Template.fromStack(stack);
    template.resourceCountIs("AWS::SNS::Topic", 1);
    template.allResourcesProperties("AWS::CloudWatch::Alarm", {
      AlarmActions: [{ Ref: Match.stringLikeRegexp("^Given") }],
    });
  });
});

test.each<[string, unknown, string]>([
  ["a misspelt option", { oldestage: {} }, 'JobQueues: alarms has no option "oldestage"; it knows topic, oldestAge.'],
  [
    "an unknown priority",
    { oldestAge: { middle: Duration.minutes(5) } },
    'JobQueues: alarms.oldestAge has no option "middle"',
  ],
  [
    "an age of seconds",
    { oldestAge: { high: Duration.seconds(30) } },
    'JobQueues: alarms.oldestAge.high must be a Duration of whole seconds, 1 minute to 14 days, got "30 seconds". Leave it out for the default.',
  ],
  ["an age beyond retention", { oldestAge: { low: Duration.days(15) } }, '1 minute to 14 days, got "15 days"'],
])("%s is refused", (_, options, message) => {
  expect(() => synth(options as AlarmOptions)).toThrow(message);
});
