import { Duration, Fn, RemovalPolicy } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { type IVpc, SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
import { Key } from "aws-cdk-lib/aws-kms";
import { Architecture, Tracing } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { describe, expect, test } from "vitest";
import * as jobs from "./fixtures/jobs.ts";
import { anApp, aStack, aTemplate, makeQueues } from "./synth.ts";

const propertiesOf = (template: Template, type: string): Record<string, unknown>[] =>
  Object.values(template.findResources(type)).map((resource) => resource["Properties"] ?? {});

describe("by default", () => {
  const template = once(() => aTemplate({ jobs }));

  test("there is a queue for each priority, hidden for as long as its function may be retried", () => {
    template().resourceCountIs("AWS::SQS::Queue", 4);
    template().allResourcesProperties("AWS::SQS::Queue", { SqsManagedSseEnabled: true, MaximumMessageSize: 1_048_576 });
    template().resourcePropertiesCountIs(
      "AWS::SQS::Queue",
      {
        VisibilityTimeout: 6 * 125, // the longest job's two minutes, and five seconds
        MessageRetentionPeriod: 7 * 86_400,
        RedrivePolicy: { maxReceiveCount: 403 }, // half of seven days, in visibility timeouts
      },
      2,
    );
  });

  test("each queue has a dead-letter queue of its own, kept longer, retained, and of no other queue", () => {
    const queues = template().findResources("AWS::SQS::Queue");
    const dead = Object.entries(queues).filter(([, { Properties }]) => Properties.RedrivePolicy === undefined);
    expect(dead).toHaveLength(2);
    for (const [id, { Properties, DeletionPolicy, UpdateReplacePolicy }] of dead) {
      expect(Properties.MessageRetentionPeriod).toBe(14 * 86_400);
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
      const [source] = Object.values(queues).filter(
        (queue) => queue["Properties"].RedrivePolicy?.deadLetterTargetArn["Fn::GetAtt"][0] === id,
      );
      const named = JSON.stringify(Properties.RedriveAllowPolicy);
      expect(Properties.RedriveAllowPolicy.redrivePermission).toBe("byQueue");
      const name = source?.["Properties"].QueueName["Fn::Join"][1][0];
      expect(name).toMatch(/^Gazette-Jobs-(High|Low)-/);
      expect(named).toContain(name);
    }
  });

  test("a queue goes with the stack, but where an update makes another in its place, its jobs are kept", () => {
    template().allResources("AWS::SQS::Queue", { UpdateReplacePolicy: "Retain" });
    template().hasResource("AWS::SQS::Queue", { DeletionPolicy: "Delete" });
  });

  test("nobody reaches a queue without TLS", () => {
    template().resourcePropertiesCountIs(
      "AWS::SQS::QueuePolicy",
      {
        PolicyDocument: {
          Statement: [Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } })],
        },
      },
      4,
    );
  });

  test("one function on ARM and Node 24 runs both queues' jobs, as long as the longest job and its ends", () => {
    template().resourceCountIs("AWS::Lambda::Function", 1);
    template().hasResourceProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Timeout: 125,
      MemorySize: 512,
      RecursiveLoop: "Allow",
      ReservedConcurrentExecutions: 20,
      TracingConfig: Match.absent(),
      Environment: { Variables: Match.objectLike({ NODE_OPTIONS: "--enable-source-maps" }) },
    });
    template().hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });

  test("each queue has its share of the concurrency, and failures are reported by message", () => {
    template().resourceCountIs("AWS::Lambda::EventSourceMapping", 2);
    template().allResourcesProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 10 },
      FilterCriteria: Match.absent(),
    });
  });

  test("the worker finds queues, dead-letter queues and schedules by the variables", () => {
    const [{ Environment }] = propertiesOf(template(), "AWS::Lambda::Function") as [
      { Environment: { Variables: Record<string, unknown> } },
    ];
    expect(Object.keys(Environment.Variables).toSorted()).toEqual([
      "ERRAND_HIGH_DEAD_QUEUE_URL",
      "ERRAND_HIGH_QUEUE_URL",
      "ERRAND_LOW_DEAD_QUEUE_URL",
      "ERRAND_LOW_QUEUE_URL",
      "ERRAND_SCHEDULE_GROUP",
      "ERRAND_SCHEDULE_ROLE_ARN",
      "NODE_OPTIONS",
    ]);
  });

  test("the definitions' schedules are there, in a group of their own, and what can't be sent is kept", () => {
    template().resourceCountIs("AWS::Scheduler::ScheduleGroup", 1);
    template().resourceCountIs("AWS::Scheduler::Schedule", 2);
    template().hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: "cron(0 3 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      State: "ENABLED",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Input: Match.serializedJson(
          Match.objectLike({ function: "report", args: ["daily"], scheduledAt: "<aws.scheduler.scheduled-time>" }),
        ),
        DeadLetterConfig: Match.anyValue(),
        SqsParameters: Match.absent(),
      },
    });
    template().hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: "rate(7 days)",
      State: "DISABLED",
    });
  });

  test("only schedules of the group may take their role", () => {
    template().hasResourceProperties("AWS::IAM::Role", {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "scheduler.amazonaws.com" },
            Condition: {
              StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" }, "aws:SourceArn": Match.anyValue() },
            },
          },
        ],
      },
    });
  });

  test("no permission is for everything", () => {
    const statements = propertiesOf(template(), "AWS::IAM::Policy").flatMap(
      (policy) =>
        (policy["PolicyDocument"] as { Statement: { Action: string | string[]; Resource: unknown }[] }).Statement,
    );
    expect(statements.length).toBeGreaterThan(8);
    for (const { Action, Resource } of statements) {
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      expect([Resource].flat()).not.toContain("*");
    }
  });
});

describe("what may be chosen", () => {
  test("a function for each priority, with its own share", () => {
    const template = aTemplate({ workers: "per-priority", concurrency: { high: 50, low: 2 } });
    const reserved = propertiesOf(template, "AWS::Lambda::Function").map((fn) => fn["ReservedConcurrentExecutions"]);
    expect(reserved.toSorted()).toEqual([2, 50]);
    const assets = propertiesOf(template, "AWS::Lambda::Function").map((fn) => JSON.stringify(fn["Code"]));
    expect(new Set(assets).size).toBe(1);
  });

  test("a function for each priority, which receives from its own queue only", () => {
    const template = aTemplate({ workers: "per-priority" });
    const received = propertiesOf(template, "AWS::IAM::Policy").map((policy) =>
      (policy["PolicyDocument"] as { Statement: { Action: string | string[]; Resource: unknown }[] }).Statement.flatMap(
        ({ Action, Resource }) => ([Action].flat().includes("sqs:ReceiveMessage") ? [JSON.stringify(Resource)] : []),
      ),
    );
    expect(received.flat().toSorted()).toEqual([
      expect.stringContaining("JobsHighQueue"),
      expect.stringContaining("JobsLowQueue"),
    ]);
    expect(Math.max(...received.map(({ length }) => length))).toBe(1);
  });

  test("provisioned pollers in place of a bound, for which their most is reserved", () => {
    const template = aTemplate({ concurrency: { high: { pollers: { min: 2, max: 5 } }, low: 20 } });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 5 },
      ScalingConfig: Match.absent(),
    });
    template.hasResourceProperties("AWS::Lambda::Function", { ReservedConcurrentExecutions: 70 });
  });

  test("no reservation", () => {
    aTemplate({ reserve: false }).hasResourceProperties("AWS::Lambda::Function", {
      ReservedConcurrentExecutions: Match.absent(),
    });
  });

  test("batches with a window, which is in the visibility timeout", () => {
    const low = { batchSize: 500, batchingWindow: Duration.seconds(20) };
    const template = aTemplate({ queues: { low } });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 20,
    });
    template.hasResourceProperties("AWS::SQS::Queue", { VisibilityTimeout: 6 * 125 + 3 * 20 });
  });

  test("a FIFO queue, whose dead-letter queue and schedules fit it", () => {
    const template = aTemplate({ queues: { low: { fifo: true } } });
    template.resourcePropertiesCountIs("AWS::SQS::Queue", { FifoQueue: true, ContentBasedDeduplication: true }, 2);
    const name = propertiesOf(template, "AWS::SQS::Queue").find(
      ({ FifoQueue, RedrivePolicy }) => FifoQueue === true && RedrivePolicy !== undefined,
    )?.["QueueName"];
    expect(JSON.stringify(name)).toContain('".fifo"]]}');
    template.allResourcesProperties("AWS::Scheduler::Schedule", {
      Target: Match.objectLike({
        SqsParameters: { MessageGroupId: "report" },
        DeadLetterConfig: { Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("JobsHighDeadLetterQueue"), "Arn"] } },
      }),
    });
  });

  test("a key, which whoever sends and receives may use and no more", () => {
    const stack = aStack();
    makeQueues(stack, { encryptionKey: new Key(stack, "Key"), bucket: true });
    const template = Template.fromStack(stack);
    template.allResourcesProperties("AWS::SQS::Queue", { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties("AWS::S3::Bucket", {
      BucketEncryption: { ServerSideEncryptionConfiguration: [Match.objectLike({ BucketKeyEnabled: true })] },
    });
    const used = JSON.stringify(template.findResources("AWS::IAM::Policy")).match(/kms:[\w*]+/g);
    expect([...new Set(used)].toSorted()).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
  });

  test("a VPC", () => {
    const stack = aStack();
    const vpc = new Vpc(stack, "Vpc") as unknown as IVpc; // CDK's own types disagree where optional properties are exact
    makeQueues(stack, { worker: { vpc, securityGroups: [new SecurityGroup(stack, "Group", { vpc })] } });
    Template.fromStack(stack).hasResourceProperties("AWS::Lambda::Function", {
      VpcConfig: { SubnetIds: Match.anyValue(), SecurityGroupIds: [Match.anyValue()] },
    });
  });

  test("memory, architecture, variables, traces, and how long logs are kept", () => {
    const template = aTemplate({
      worker: {
        memorySize: 1024,
        architecture: Architecture.X86_64,
        environment: { REGION_NAME: "north" },
        tracing: Tracing.ACTIVE,
        logRetention: RetentionDays.ONE_WEEK,
        timeout: Duration.minutes(10),
      },
      bundling: { sourceMap: false },
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      MemorySize: 1024,
      Architectures: ["x86_64"],
      Timeout: 600,
      Environment: { Variables: Match.objectLike({ REGION_NAME: "north", NODE_OPTIONS: Match.absent() }) },
      TracingConfig: { Mode: "Active" },
    });
    template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 7 });
    template.hasResourceProperties("AWS::SQS::Queue", { VisibilityTimeout: 3600 });
  });

  test("nothing: what is undefined is left out", () => {
    const template = aTemplate({ worker: { memorySize: undefined, architecture: undefined } as object });
    template.hasResourceProperties("AWS::Lambda::Function", { MemorySize: 512, Architectures: ["arm64"] });
  });

  test("queues that are there already", () => {
    const arn = (name: string): string => `arn:aws:sqs:eu-central-1:111122223333:${name}`;
    const existing = { queueArn: arn("old"), deadLetterQueueArn: arn("old-dead") };
    const template = aTemplate({ queues: { low: { existing } } });
    template.resourceCountIs("AWS::SQS::Queue", 2);
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", { EventSourceArn: arn("old") });
  });

  test("queues that are there already, by ARNs of another stack's: whether they are FIFO queues is said", () => {
    const arn = (name: string): string => Fn.importValue(name);
    const existing = { queueArn: arn("old"), deadLetterQueueArn: arn("old-dead") };
    const template = aTemplate({ queues: { low: { existing, fifo: true } } });
    template.allResourcesProperties("AWS::Scheduler::Schedule", {
      Target: Match.objectLike({ SqsParameters: { MessageGroupId: "report" } }),
    });
  });

  test("a bucket, which is kept, closed and emptied in time", () => {
    const template = aTemplate({ bucket: true });
    template.hasResource("AWS::S3::Bucket", { DeletionPolicy: "Retain" });
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ ERRAND_BUCKET: Match.anyValue() }) },
    });
  });

  test("that queues, and the schedules that hold jobs back, stay without the stack", () => {
    const template = aTemplate({ removalPolicy: RemovalPolicy.RETAIN });
    template.allResources("AWS::SQS::Queue", { DeletionPolicy: "Retain" });
    template.allResources("AWS::Scheduler::ScheduleGroup", { DeletionPolicy: "Retain" });
    const ofSchedules = { Properties: { PolicyName: Match.stringLikeRegexp("Schedules") } };
    template.hasResource("AWS::IAM::Policy", { ...ofSchedules, DeletionPolicy: "Retain" });
  });

  test("that everything goes with the stack", () => {
    const template = aTemplate({ bucket: true, removalPolicy: RemovalPolicy.DESTROY });
    expect(JSON.stringify(template.toJSON())).not.toContain('"Retain"');
  });
});

test("several in one stack, and several stages in one account, don't meet", () => {
  const app = anApp();
  const [one, two] = [aStack(app), aStack(anApp())];
  makeQueues(one, {}, "Mail");
  makeQueues(one, {}, "Pictures");
  makeQueues(two, {}, "Mail");
  const names = (stack: typeof one): string[] =>
    propertiesOf(Template.fromStack(stack), "AWS::SQS::Queue").flatMap(({ QueueName }) =>
      QueueName === undefined ? [] : [JSON.stringify(QueueName)],
    );
  expect(new Set(names(one)).size).toBe(4);
  // The same stack in another account or after its end has another id, a part of which is in the name.
  for (const name of names(two)) expect(name).toContain("AWS::StackId");
});

test("the same sources are the same template, asset by asset", () => {
  expect(aTemplate({ jobs }).toJSON()).toEqual(aTemplate({ jobs }).toJSON());
});

/** Synthesized at the first test that asks, for all of them. */
function once<Result>(make: () => Result): () => Result {
  let made: Result | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

test("an option of the worker that is undefined is the default, and Node's options don't take the source maps away", () => {
  const unsaid = { memorySize: undefined, architecture: undefined, logRetention: undefined, tracing: undefined };
  const template = aTemplate({
    worker: { ...(unsaid as object), environment: { NODE_OPTIONS: "--max-old-space-size=400" } },
  });
  template.hasResourceProperties("AWS::Lambda::Function", {
    MemorySize: 512,
    Architectures: ["arm64"],
    Environment: {
      Variables: Match.objectLike({ NODE_OPTIONS: "--enable-source-maps --max-old-space-size=400" }),
    },
  });
  template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
});
