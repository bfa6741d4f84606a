// A CloudFormation template in which the doctor finds nothing: each test changes what it is about.

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON, and tests reach deep into it to break it
type Json = any;

export interface Template {
  readonly Resources: Record<string, Json>;
  readonly Outputs?: Record<string, Json>;
  readonly Parameters?: Record<string, Json>;
}

const tls = (queue: string): Json => ({
  Type: "AWS::SQS::QueuePolicy",
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Statement: [
        {
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: "sqs:*",
          Resource: { "Fn::GetAtt": [queue, "Arn"] },
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  },
});

const alarm = (queue: string, MetricName: string): Json => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    Namespace: "AWS/SQS",
    MetricName,
    Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [queue, "QueueName"] } }],
    Threshold: 0,
  },
});

const nameOf = (queue: string): Json => ({ "Fn::Sub": `\${AWS::StackName}-${queue}` });

const ARN_START = { "Fn::Sub": `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}` };

const queuesOf = (Priority: string): Json => {
  const [queue, dead] = [`${Priority}Queue`, `${Priority}Dead`];
  return {
    [queue]: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: nameOf(queue),
        VisibilityTimeout: 360,
        MessageRetentionPeriod: 604_800,
        RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": [dead, "Arn"] }, maxReceiveCount: 840 },
      },
    },
    [dead]: {
      Type: "AWS::SQS::Queue",
      DeletionPolicy: "Retain",
      // By the queue's name: by a reference, each of the two would have to be made before the other.
      Properties: {
        MessageRetentionPeriod: 1_209_600,
        RedriveAllowPolicy: {
          redrivePermission: "byQueue",
          sourceQueueArns: [{ "Fn::Join": [":", [ARN_START, nameOf(queue)]] }],
        },
      },
    },
    [`${queue}Policy`]: tls(queue),
    [`${dead}Policy`]: tls(dead),
    [`${queue}Age`]: alarm(queue, "ApproximateAgeOfOldestMessage"),
    [`${dead}Visible`]: alarm(dead, "ApproximateNumberOfMessagesVisible"),
    [`${Priority}Mapping`]: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: { "Fn::GetAtt": [queue, "Arn"] },
        FunctionName: { Ref: "Worker" },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: 10 },
      },
    },
  };
};

const RIGHT: Template = {
  Resources: {
    ...queuesOf("High"),
    ...queuesOf("Low"),
    Worker: {
      Type: "AWS::Lambda::Function",
      Metadata: { "errand:longestJobTimeoutSeconds": 50 },
      Properties: {
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Timeout: 60,
        ReservedConcurrentExecutions: 20,
        RecursiveLoop: "Allow",
        LoggingConfig: { LogGroup: { Ref: "WorkerLog" } },
        Environment: {
          Variables: {
            ERRAND_HIGH_QUEUE_URL: { Ref: "HighQueue" },
            ERRAND_HIGH_DEAD_QUEUE_URL: { Ref: "HighDead" },
            ERRAND_LOW_QUEUE_URL: { Ref: "LowQueue" },
            ERRAND_LOW_DEAD_QUEUE_URL: { Ref: "LowDead" },
          },
        },
      },
    },
    WorkerLog: { Type: "AWS::Logs::LogGroup", Properties: { RetentionInDays: 30 } },
    Nightly: {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        ScheduleExpression: "cron(0 3 * * ? *)",
        ScheduleExpressionTimezone: "Europe/Berlin",
        Target: {
          Arn: { "Fn::GetAtt": ["LowQueue", "Arn"] },
          RoleArn: { "Fn::GetAtt": ["ScheduleRole", "Arn"] },
          DeadLetterConfig: { Arn: { "Fn::GetAtt": ["LowDead", "Arn"] } },
        },
      },
    },
    Task: {
      Type: "AWS::ECS::TaskDefinition",
      Properties: {
        TaskRoleArn: { "Fn::GetAtt": ["TaskRole", "Arn"] },
        ContainerDefinitions: [
          {
            Name: "Worker",
            Command: ["node", "node_modules/errand/dist/cli.js", "work", "--jobs", "app/jobs.ts"],
            StopTimeout: 35,
            LinuxParameters: { InitProcessEnabled: true },
            Environment: [
              { Name: "ERRAND_WORKER", Value: JSON.stringify({ grace: 25 }) },
              { Name: "ERRAND_LOW_QUEUE_URL", Value: { Ref: "LowQueue" } },
              { Name: "ERRAND_LOW_DEAD_QUEUE_URL", Value: { Ref: "LowDead" } },
            ],
          },
        ],
      },
    },
    TaskRole: { Type: "AWS::IAM::Role", Properties: {} },
    TaskPolicy: {
      Type: "AWS::IAM::Policy",
      Properties: {
        Roles: [{ Ref: "TaskRole" }],
        PolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Action: ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:SendMessage"],
              Resource: { "Fn::GetAtt": ["LowQueue", "Arn"] },
            },
            { Effect: "Allow", Action: "sqs:SendMessage", Resource: { "Fn::GetAtt": ["LowDead", "Arn"] } },
          ],
        },
      },
    },
    Service: {
      Type: "AWS::ECS::Service",
      Properties: { TaskDefinition: { Ref: "Task" }, Cluster: { Ref: "Cluster" } },
    },
    Cluster: { Type: "AWS::ECS::Cluster", Properties: {} },
    Scaling: {
      Type: "AWS::ApplicationAutoScaling::ScalableTarget",
      Properties: {
        ServiceNamespace: "ecs",
        ResourceId: { "Fn::Sub": `service/\${Cluster}/\${Service.Name}` },
        MinCapacity: 0,
        MaxCapacity: 10,
      },
    },
    ScheduleRole: { Type: "AWS::IAM::Role", Properties: {} },
  },
};

/** @param change takes the resources by their logical ids, and breaks what it likes. */
export function errandTemplate(change: (resources: Template["Resources"]) => void = () => {}): Template {
  const template = structuredClone(RIGHT);
  change(template.Resources);
  return template;
}
