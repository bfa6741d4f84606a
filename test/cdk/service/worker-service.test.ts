import { Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { type IVpc, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import { Cluster, CpuArchitecture, type ICluster, Secret } from "aws-cdk-lib/aws-ecs";
import { Key } from "aws-cdk-lib/aws-kms";
import { Secret as StoredSecret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { anApp, aStack, makeQueuesOnly } from "../synth.ts";
import { anImageService, aServiceTemplate, type ServiceStack } from "./services.ts";

const IMAGE = "registry.example.org/shop/worker:7";

/** The one container of the template's one task. */
function containerOf(template: Template) {
  const [task] = Object.values(template.findResources("AWS::ECS::TaskDefinition"));
  return task?.["Properties"].ContainerDefinitions[0];
}

/** What the worker is told. */
function settingsOf(template: Template): unknown {
  const { Environment } = containerOf(template) as { Environment: readonly { Name: string; Value: string }[] };
  return JSON.parse(Environment.find(({ Name }) => Name === "ERRAND_WORKER")?.Value ?? "");
}

/** What the role of the jobs allows: action and logical id. */
function permissionsOf(template: Template): readonly string[] {
  const policies = Object.entries(template.findResources("AWS::IAM::Policy"));
  const own = policies.filter(([id]) => id.startsWith("WorkersTaskTaskRole"));
  return own.flatMap(([, { Properties }]) =>
    Properties.PolicyDocument.Statement.flatMap(
      ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
        [Action]
          .flat()
          .map((action) => `${action} ${JSON.stringify(Resource).match(/(Jobs|Key)[A-Za-z]*/)?.[0] ?? ""}`),
    ),
  );
}

describe("by default", () => {
  const template = once(() => aServiceTemplate());

  test("a service on Fargate runs the worker, and a deployment that fails is rolled back", () => {
    template().hasResourceProperties("AWS::ECS::Service", {
      LaunchType: "FARGATE",
      DesiredCount: Match.absent(), // what scaling has set, a deployment leaves
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
      },
      AvailabilityZoneRebalancing: "DISABLED",
      LoadBalancers: Match.absent(),
    });
    template().hasResourceProperties("AWS::ECS::TaskDefinition", {
      Cpu: "512",
      Memory: "1024",
      RuntimePlatform: { CpuArchitecture: "ARM64", OperatingSystemFamily: "LINUX" },
    });
  });

  test("its container is told by signals, has the time for the grace, opens no port, and its log ends", () => {
    expect(containerOf(template())).toMatchObject({
      Image: IMAGE,
      LinuxParameters: { InitProcessEnabled: true },
      StopTimeout: 30,
      LogConfiguration: { LogDriver: "awslogs", Options: { mode: "non-blocking" } },
    });
    expect(containerOf(template())).not.toHaveProperty("PortMappings");
    expect(settingsOf(template())).toEqual({ concurrency: 10, priorities: ["high", "low"], grace: 20 });
    template().allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });

  test("it finds queues and schedules by the variables", () => {
    const names = containerOf(template()).Environment.map(({ Name }: { Name: string }) => Name);
    expect(names.toSorted()).toEqual([
      "ERRAND_HIGH_DEAD_QUEUE_URL",
      "ERRAND_HIGH_QUEUE_URL",
      "ERRAND_LOW_DEAD_QUEUE_URL",
      "ERRAND_LOW_QUEUE_URL",
      "ERRAND_SCHEDULE_GROUP",
      "ERRAND_SCHEDULE_ROLE_ARN",
      "ERRAND_WORKER",
    ]);
  });

  test("its jobs may do what workers do, and no more", () => {
    const queues = ["JobsHighQueue", "JobsLowQueue"];
    const dead = ["JobsHighDeadLetterQueue", "JobsLowDeadLetterQueue"];
    const receiving = ["ReceiveMessage", "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes"];
    const schedules = ["Create", "Update", "Get", "Delete"].map(
      (verb) => `scheduler:${verb}Schedule JobsSchedulesGroupAE`,
    );
    const found = permissionsOf(template()).map((permission) => permission.replace(/[A-F]+$/, ""));
    expect([...new Set(found)].toSorted()).toEqual(
      [
        ...queues.flatMap((queue) => [...receiving, "SendMessage"].map((action) => `sqs:${action} ${queue}`)),
        ...dead.map((queue) => `sqs:SendMessage ${queue}`),
        ...schedules.map((permission) => permission.replace(/[A-F]+$/, "")),
        "iam:PassRole JobsSchedulesRole",
      ].toSorted(),
    );
  });

  test("its network costs nothing while no task runs, lets nobody in, and keeps a log of who tried", () => {
    template().resourceCountIs("AWS::EC2::NatGateway", 0);
    template().resourceCountIs("AWS::EC2::VPCEndpoint", 0);
    template().resourceCountIs("AWS::EC2::FlowLog", 1);
    template().hasResourceProperties("AWS::EC2::SecurityGroup", { SecurityGroupIngress: Match.absent() });
    template().resourceCountIs("AWS::EC2::SecurityGroupIngress", 0);
    template().allResourcesProperties("AWS::EC2::Subnet", { MapPublicIpOnLaunch: false });
    template().hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "ENABLED" } },
    });
  });

  test("no task starts before there is a way out, and the leave to pull images and write logs", () => {
    const [service] = Object.values(template().findResources("AWS::ECS::Service"));
    expect(service?.["DependsOn"]).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/DefaultRoute/),
        expect.stringMatching(/ExecutionRoleDefaultPolicy/),
        expect.stringMatching(/TaskRoleDefaultPolicy/),
      ]),
    );
  });
});

describe("how many tasks there are", () => {
  const template = once(() => aServiceTemplate());

  test("none to ten: none when nothing is to do, and else one for every ten times what a task runs at once", () => {
    template().hasResourceProperties("AWS::ApplicationAutoScaling::ScalableTarget", {
      MinCapacity: 0,
      MaxCapacity: 10,
      ScalableDimension: "ecs:service:DesiredCount",
    });
    const steps = Array.from({ length: 10 }, (_, index) => ({
      MetricIntervalLowerBound: index * 100,
      ...(index === 9 ? {} : { MetricIntervalUpperBound: (index + 1) * 100 }),
      ScalingAdjustment: index + 1,
    }));
    template().hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
      StepScalingPolicyConfiguration: { AdjustmentType: "ExactCapacity", Cooldown: 300, StepAdjustments: steps },
    });
    template().hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
      StepScalingPolicyConfiguration: { StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }] },
    });
  });

  test("the work is what waits and what runs of both queues, more where it is late, and at least 1 where anything was sent", () => {
    const expression =
      "IF((FILL(highWaiting,0)+FILL(lowWaiting,0)+FILL(highRunning,0)+FILL(lowRunning,0))<1 " +
      "AND FILL(highSent,0)+FILL(lowSent,0)>0,1," +
      "(FILL(highWaiting,0)+FILL(lowWaiting,0)+FILL(highRunning,0)+FILL(lowRunning,0))" +
      "*IF(FILL(highAge,0)>300 OR FILL(lowAge,0)>300,10,1))";
    const alarms = Object.values(template().findResources("AWS::CloudWatch::Alarm")).filter(
      ({ Properties }) => Properties.Metrics !== undefined,
    );
    expect(alarms).toHaveLength(2);
    for (const { Properties } of alarms) {
      const [{ Expression }, ...metrics] = Properties.Metrics;
      expect(Expression).toBe(expression);
      // CloudWatch takes ten, of one period and one account.
      expect(metrics).toHaveLength(8);
      expect(new Set(metrics.map(({ MetricStat }: { MetricStat: { Period: number } }) => MetricStat.Period))).toEqual(
        new Set([60]),
      );
      expect(
        new Set(
          metrics.map(
            ({ MetricStat }: { MetricStat: { Metric: { Namespace: string } } }) => MetricStat.Metric.Namespace,
          ),
        ),
      ).toEqual(new Set(["AWS/SQS"]));
    }
    template().hasResourceProperties("AWS::CloudWatch::Alarm", {
      ComparisonOperator: "LessThanThreshold",
      EvaluationPeriods: 10,
      TreatMissingData: "ignore",
    });
    template().hasResourceProperties("AWS::CloudWatch::Alarm", {
      Metrics: Match.anyValue(),
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      EvaluationPeriods: 3, // the last of which SQS may not have told of yet
      DatapointsToAlarm: 1,
      TreatMissingData: "notBreaching",
    });
  });

  test("as it is told: for one priority, from 2 to 40, idle after 3 minutes; and age makes no difference where a task is for no more than it runs", () => {
    const own = aServiceTemplate({
      priorities: ["low"],
      concurrency: 5,
      capacity: { min: 2, max: 40, jobsPerTask: 5, idle: Duration.minutes(3) },
    });
    own.hasResourceProperties("AWS::CloudWatch::Alarm", {
      EvaluationPeriods: 3,
      Metrics: Match.arrayWith([
        Match.objectLike({
          Expression:
            "IF((FILL(lowWaiting,0)+FILL(lowRunning,0))<1 AND FILL(lowSent,0)>0,1,(FILL(lowWaiting,0)+FILL(lowRunning,0)))",
        }),
      ]),
    });
    own.hasResourceProperties("AWS::ApplicationAutoScaling::ScalableTarget", { MinCapacity: 2, MaxCapacity: 40 });
    own.hasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy", {
      StepScalingPolicyConfiguration: { StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 2 }] },
    });
  });

  test("always as many, where the least is the most", () => {
    const own = aServiceTemplate({ capacity: { min: 3, max: 3 } });
    own.hasResourceProperties("AWS::ECS::Service", { DesiredCount: 3 });
    own.resourceCountIs("AWS::ApplicationAutoScaling::ScalingPolicy", 0);
  });
});

describe("what tells of trouble", () => {
  test("alarms on memory and processor, and what ECS says of tasks that don't start or end by themselves, go where the queues' go", () => {
    const { stack, service } = anImageService();
    const template = Template.fromStack(stack);
    expect(service.alarms).toHaveLength(2);
    for (const MetricName of ["MemoryUtilization", "CPUUtilization"]) {
      const AlarmActions = [Match.objectLike({ Ref: Match.stringLikeRegexp("JobsAlarmsTopic") })];
      template.hasResourceProperties("AWS::CloudWatch::Alarm", { Namespace: "AWS/ECS", MetricName, AlarmActions });
    }
    template.resourceCountIs("AWS::Events::Rule", 2);
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: "events.amazonaws.com" } })]),
      },
    });
  });

  test("a topic of its own", () => {
    const stack = aStack();
    const topic = new Topic(stack, "Pager");
    anImageService({ alarms: { topic }, queues: makeQueuesOnly(stack, { alarms: false }) }, stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Namespace: "AWS/ECS",
      AlarmActions: [{ Ref: Match.stringLikeRegexp("Pager") }],
    });
  });

  test("none where there is nowhere to send them, or none are wanted", () => {
    const stack = aStack();
    const { service } = anImageService({ queues: makeQueuesOnly(stack, { alarms: false }) }, stack);
    expect(service.alarms).toEqual([]);
    expect(anImageService({ alarms: false }).service.alarms).toEqual([]);
  });
});

describe("what may be chosen", () => {
  test("the worker's settings, and as long to stop as they need", () => {
    const template = aServiceTemplate({
      priorities: ["high"],
      only: ["welcome"],
      concurrency: 3,
      grace: Duration.seconds(110),
    });
    expect(settingsOf(template)).toEqual({ concurrency: 3, priorities: ["high"], only: ["welcome"], grace: 110 });
    expect(containerOf(template).StopTimeout).toBe(120);
    const received = permissionsOf(template).filter((permission) => permission.startsWith("sqs:ReceiveMessage"));
    expect(received).toEqual([expect.stringContaining("JobsHighQueue")]);
  });

  test("size, processor, variables and secrets", () => {
    const stack = aStack();
    const stored = StoredSecret.fromSecretNameV2(stack, "Db", "shop/db");
    anImageService(
      {
        cpu: 2048,
        memory: 8192,
        architecture: CpuArchitecture.X86_64,
        environment: { SHOP: "north" },
        secrets: { DB_URL: Secret.fromSecretsManager(stored) },
      },
      stack,
    );
    const template = Template.fromStack(stack);
    template.hasResourceProperties("AWS::ECS::TaskDefinition", {
      Cpu: "2048",
      Memory: "8192",
      RuntimePlatform: { CpuArchitecture: "X86_64" },
      ContainerDefinitions: [
        {
          Environment: Match.arrayWith([{ Name: "SHOP", Value: "north" }]),
          Secrets: [{ Name: "DB_URL", ValueFrom: Match.anyValue() }],
        },
      ],
    });
  });

  test("a network that is there: its private subnets, and no address of one's own", () => {
    const stack = aStack();
    const vpc = new Vpc(stack, "Vpc") as unknown as IVpc;
    anImageService({ vpc }, stack);
    const template = Template.fromStack(stack);
    template.resourceCountIs("AWS::EC2::VPC", 1);
    template.hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: "DISABLED",
          Subnets: [{ Ref: Match.stringLikeRegexp("VpcPrivate") }, { Ref: Match.stringLikeRegexp("VpcPrivate") }],
        },
      },
    });
    const publicly = aStack();
    const both = new Vpc(publicly, "Vpc") as unknown as IVpc;
    anImageService({ vpc: both, vpcSubnets: { subnetType: SubnetType.PUBLIC } }, publicly);
    Template.fromStack(publicly).hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "ENABLED" } },
    });
  });

  test("a cluster that is there, as that of another service", () => {
    const stack = aStack();
    const vpc = new Vpc(stack, "Vpc") as unknown as IVpc;
    const cluster = new Cluster(stack, "Cluster", { vpc }) as ICluster;
    const queues = makeQueuesOnly(stack);
    const { service } = anImageService({ queues, cluster, priorities: ["high"] }, stack);
    expect(service.cluster).toBe(cluster);
    Template.fromStack(stack).resourceCountIs("AWS::ECS::Cluster", 1);
  });

  test("beside functions, on the same queues; in a stack of its own", () => {
    const app = anApp();
    const queues = makeQueuesOnly(aStack(app));
    const other = new Stack(app, "Tasks");
    anImageService({ queues }, other);
    Template.fromStack(other).resourceCountIs("AWS::ECS::Service", 1);
  });

  test("jobs get what they need by its grants and connections", () => {
    const stack = aStack();
    const { service } = anImageService({}, stack);
    const topic = new Topic(stack, "News");
    topic.grantPublish(service);
    expect(permissionsOf(Template.fromStack(stack))).toContain("sns:Publish ");
    expect(service.connections.securityGroups).toHaveLength(1);
  });

  test("a key of the queues may be used, to read and to write", () => {
    const stack = aStack();
    const queues = makeQueuesOnly(stack, { encryptionKey: new Key(stack, "Key") });
    anImageService({ queues }, stack);
    const found = permissionsOf(Template.fromStack(stack)).filter((permission) => permission.startsWith("kms:"));
    expect([...new Set(found)].map((one) => one.split(" ")[0])).toEqual(
      expect.arrayContaining(["kms:Decrypt", "kms:GenerateDataKey"]),
    );
  });
});

test("cdk-nag finds nothing that has no reason: by default, and with all that may be chosen", () => {
  const findings = ({ service }: ServiceStack) =>
    new AwsSolutionsChecks()
      .validateScope(service)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      );
  expect(findings(anImageService())).toEqual([]);
  const stack = aStack();
  const queues = makeQueuesOnly(stack, { bucket: true, encryptionKey: new Key(stack, "Key") });
  const secrets = { DB_URL: Secret.fromSecretsManager(StoredSecret.fromSecretNameV2(stack, "Db", "shop/db")) };
  const chosen = { queues, secrets, environment: { SHOP: "north" }, capacity: { min: 1, max: 50 } };
  expect(findings(anImageService(chosen, stack))).toEqual([]);
});

/** Made by the first test that needs it, so that its seconds are that test's. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
